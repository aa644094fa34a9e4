package io.github.bellows.common.metric;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How good a network of several outputs is: {@code loss} = Σ over the outputs of output weight ×
 * its loss, and every figure of each output as {@code <output>.<metric>}.
 *
 * @param outputs in the network's order, at least two
 */
public record MultiOutputEvaluation(List<Part> outputs) implements Evaluation {
  /**
   * The figures of one output.
   *
   * @param output the layer's name
   * @param weight factor of its loss
   * @param evaluation its figures
   */
  public record Part(String output, double weight, Evaluation evaluation) {}

  /** Copies the list. */
  public MultiOutputEvaluation {
    outputs = List.copyOf(outputs);
  }

  @Override
  public long count() {
    return outputs.get(0).evaluation().count();
  }

  @Override
  public double loss() {
    return outputs.stream().mapToDouble(part -> part.weight() * part.evaluation().loss()).sum();
  }

  @Override
  public SortedMap<String, Double> scalars() {
    SortedMap<String, Double> scalars = new TreeMap<>();
    scalars.put(Metric.LOSS.key(), loss());
    for (Part part : outputs) {
      part.evaluation()
          .scalars()
          .forEach((key, value) -> scalars.put(Metric.nameOf(part.output(), key), value));
    }
    return scalars;
  }
}
