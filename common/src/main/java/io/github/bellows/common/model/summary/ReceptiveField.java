package io.github.bellows.common.model.summary;

import io.github.bellows.common.model.Window;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What one element of a layer's output sees of the network's input, by dimension of its space
 * (length; height and width; depth, height and width). Padding counts as if the input went on.
 *
 * <p>The element at place p sees the input's places [start + p · jump, start + p · jump + size).
 *
 * <p>Reference: Araujo, Norris, Sim, "Computing Receptive Fields of Convolutional Neural Networks",
 * Distill, 2019, equations 2 to 5.
 *
 * @param starts first place that the element at 0 sees; negative where that is padding
 * @param sizes places seen, at least 1
 * @param jumps places between what two neighbours see, at least 1
 */
public record ReceptiveField(List<Long> starts, List<Long> sizes, List<Long> jumps) {
  /** Copies the lists. */
  public ReceptiveField {
    starts = List.copyOf(starts);
    sizes = List.copyOf(sizes);
    jumps = List.copyOf(jumps);
  }

  /** Returns what an element of the input itself sees: its own place. */
  static ReceptiveField ofInput(int dimensions) {
    List<Long> zero = Collections.nCopies(dimensions, 0L);
    List<Long> one = Collections.nCopies(dimensions, 1L);
    return new ReceptiveField(zero, one, one);
  }

  /** Returns the number of dimensions. */
  public int dimensions() {
    return sizes.size();
  }

  /** Returns whether more than the own place is seen, or not every place has its own element. */
  boolean isWindow() {
    return !equals(ofInput(dimensions()));
  }

  /** Returns what an element sees through a window over elements that see this. */
  ReceptiveField through(Window window) {
    return new ReceptiveField(
        by(d -> starts.get(d) - window.padding().before().size(d) * jumps.get(d)),
        by(d -> sizes.get(d) + reach(window, d) * jumps.get(d)),
        by(d -> jumps.get(d) * window.stride().size(d)));
  }

  private static long reach(Window window, int d) {
    return window.dilation().size(d) * (window.kernel().size(d) - 1L);
  }

  /**
   * Returns the smallest field that holds two, or nothing where their places do not lie above each
   * other.
   */
  Optional<ReceptiveField> and(ReceptiveField other) {
    if (!jumps.equals(other.jumps)) {
      return Optional.empty();
    }
    List<Long> first = by(d -> Math.min(starts.get(d), other.starts.get(d)));
    List<Long> all = by(d -> Math.max(end(d), other.end(d)) - Objects.requireNonNull(first.get(d)));
    return Optional.of(new ReceptiveField(first, all, jumps));
  }

  private long end(int d) {
    return starts.get(d) + sizes.get(d);
  }

  private List<Long> by(java.util.function.IntToLongFunction number) {
    LongStream numbers = IntStream.range(0, dimensions()).mapToLong(number);
    return numbers.boxed().toList();
  }
}
