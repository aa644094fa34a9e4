package io.github.bellows.common.schedule;

import java.util.List;
import java.util.stream.LongStream;

/**
 * Values that are written down: {@code list[step]}, and the last one from there on.
 *
 * @param list at least one, finite and not negative
 */
public record Values(List<Double> list) implements Schedule {
  /** Copies the list and checks its values. */
  public Values {
    list = List.copyOf(list);
    Checks.notEmpty("list", list);
    list.forEach(value -> Checks.rate("list", value));
  }

  @Override
  public double valueAt(long step) {
    return list.get((int) Math.min(step, list.size() - 1L));
  }

  @Override
  public double highest() {
    return list.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  @Override
  public List<Long> boundaries() {
    return LongStream.range(1, list.size()).boxed().toList();
  }
}
