package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.model.Shape;
import java.util.List;
import org.deeplearning4j.nn.conf.graph.MergeVertex;

/** Inputs one behind the other by {@code MergeVertex}. */
final class Dl4jConcat {
  private Dl4jConcat() {}

  /**
   * Adds the vertices and returns that of the joined output.
   *
   * @param dimension of a sample, along which the inputs stand
   * @param output the shape they make
   */
  static String add(Dl4jPlan plan, List<String> inputs, int dimension, Shape output) {
    // Theirs joins what has 2 to 4 dimensions, and not along each; rows can always be joined.
    long rows = 1;
    for (int d = 0; d < dimension; d++) {
      rows *= output.size(d);
    }
    long before = rows;
    List<String> flat =
        inputs.stream().map(input -> plan.function(Dl4jShapes.rows(before), input)).toList();
    String joined = plan.vertex(new MergeVertex(), flat);
    return plan.function(Dl4jShapes.reshaped(output.batched(0)), joined);
  }
}
