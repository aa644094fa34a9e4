package io.github.bellows.driver.dl4j;

import io.github.bellows.common.model.Add;
import io.github.bellows.common.model.Concat;
import io.github.bellows.common.model.Multiply;
import io.github.bellows.common.model.Shape;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;

/** Vertices that join values. */
final class VertexRows {
  private VertexRows() {}

  static void merge(MergeVertex vertex, Translation ours) {
    Shape first = ours.shape();
    // Theirs joins channels, which sequences of theirs have before the steps, and ours behind them.
    boolean sequences = first.rank() == 2;
    if (vertex.getMergeAxis() != 1) {
      ours.refuse("mergeAxis = " + vertex.getMergeAxis() + ": only 1, the channels, has an equal");
      return;
    }
    ours.add(new Concat(sequences ? 2 : 1));
  }

  static void elementWise(ElementWiseVertex vertex, Translation ours) {
    switch (vertex.getOp()) {
      case Add -> ours.add(new Add());
      case Product -> ours.add(new Multiply());
      default -> ours.refuse("the operation " + vertex.getOp() + " has no equal here");
    }
  }
}
