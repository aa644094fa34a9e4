package io.github.bellows.common.metric;

import java.io.Serializable;
import java.util.List;

/** The sums of each of several outputs of a network over the same samples. For one thread. */
public final class MultiOutputSums implements EvaluationSums {
  private static final long serialVersionUID = 1L;

  private final List<Part> parts;

  /**
   * The sums of one output.
   *
   * @param output what the figures are called by: the layer's name
   * @param weight factor of its loss in the loss of the network
   * @param sums its sums, which those of other parts are merged into
   */
  public record Part(String output, double weight, EvaluationSums sums) implements Serializable {}

  /**
   * Creates sums.
   *
   * @param parts by output, at least two, over the same samples
   */
  public MultiOutputSums(List<Part> parts) {
    if (parts.size() < 2) {
      throw new IllegalArgumentException("parts = " + parts.size() + ": must be at least 2");
    }
    this.parts = List.copyOf(parts);
  }

  /** Returns the sums by output. */
  public List<Part> parts() {
    return parts;
  }

  @Override
  public long count() {
    return parts.get(0).sums().count();
  }

  /** Returns Σ over the outputs of output weight × its sum. */
  @Override
  public double lossSum() {
    return parts.stream().mapToDouble(part -> part.weight() * part.sums().lossSum()).sum();
  }

  @Override
  public double weightSum() {
    return parts.get(0).sums().weightSum();
  }

  @Override
  public void merge(EvaluationSums other) {
    if (!(other instanceof MultiOutputSums that) || that.parts.size() != parts.size()) {
      throw new IllegalArgumentException("other: must be of " + parts.size() + " outputs");
    }
    for (int i = 0; i < parts.size(); i++) {
      parts.get(i).sums().merge(that.parts.get(i).sums());
    }
  }

  @Override
  public MultiOutputEvaluation result() {
    List<MultiOutputEvaluation.Part> results =
        parts.stream()
            .map(
                part ->
                    new MultiOutputEvaluation.Part(
                        part.output(), part.weight(), part.sums().result()))
            .toList();
    return new MultiOutputEvaluation(results);
  }
}
