package io.github.bellows.driver.dl4j.translation;

import io.github.bellows.common.model.Add;
import io.github.bellows.common.model.Concat;
import io.github.bellows.common.model.CrossChannelPool;
import io.github.bellows.common.model.Multiply;
import io.github.bellows.common.model.Permute;
import io.github.bellows.common.model.Pool;
import io.github.bellows.common.model.Recurrent;
import io.github.bellows.common.model.Recurrent.Result;
import io.github.bellows.common.model.Reshape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;

/** Vertices that join values, or change one. */
final class VertexRows {
  private VertexRows() {}

  static void merge(MergeVertex vertex, Translation ours) {
    if (vertex.getMergeAxis() != 1) {
      ours.refuse("mergeAxis = " + vertex.getMergeAxis() + ": only 1, the channels, has an equal");
    } else if (ours.inputShapes().size() > 1) {
      ours.channels();
      ours.add(new Concat(1));
    }
  }

  static void elementWise(ElementWiseVertex vertex, Translation ours) {
    int inputs = ours.inputShapes().size();
    if (inputs == 1) {
      return;
    }
    ours.channels();
    if (ours.inputShapes().stream().distinct().count() > 1) {
      ours.refuse("inputs of different shapes, " + ours.inputShapes() + ", have no equal here");
      return;
    }
    switch (vertex.getOp()) {
      case Add -> ours.add(new Add());
      case Product -> ours.add(new Multiply());
      case Average -> pooled(inputs, Pool.Reduction.AVERAGE, ours);
      case Max -> pooled(inputs, Pool.Reduction.MAX, ours);
      default -> ours.refuse("the operation " + vertex.getOp() + " has no equal here");
    }
  }

  private static void pooled(int inputs, Pool.Reduction reduction, Translation ours) {
    ours.add("all", new Concat(1));
    pool(inputs, reduction, ours);
  }

  /** Makes one of several groups of channels that lie one behind the other, element by element. */
  static void pool(int groups, Pool.Reduction reduction, Translation ours) {
    List<Integer> joined = ours.shape().sizes();
    List<Integer> apart = new ArrayList<>(joined);
    apart.set(0, joined.get(0) / groups);
    apart.add(0, groups);
    List<Integer> order = new ArrayList<>(List.of(2, 1));
    IntStream.rangeClosed(3, apart.size()).forEach(order::add);
    // Neighbours are pooled, so the groups' first channels must stand together, and so on.
    ours.add("groups", new Reshape(apart));
    ours.add("turned", new Permute(order));
    ours.add("neighbours", new Reshape(joined));
    ours.mark(joined.size() == 2);
    ours.add(new CrossChannelPool(groups, reduction));
  }

  static void reshape(ReshapeVertex vertex, Translation ours) {
    int[] sizes = vertex.getNewShape();
    if (vertex.getReshapeOrder() != 'c' || sizes.length < 2 || sizes[0] != -1) {
      ours.refuse("only a newShape of -1 for the examples and sizes in the order c has an equal");
      return;
    }
    ours.channels();
    ours.add(new Reshape(Arrays.stream(sizes).skip(1).boxed().toList()));
    ours.mark(sizes.length - 1 == 2);
  }

  static void lastStep(LastTimeStepVertex vertex, Translation ours) {
    if (ours.readsStandIn()) {
      ours.standIn();
    } else if (ours.readsLast()
        && ours.last() instanceof Recurrent states
        && states.result() == Result.SEQUENCE
        && !states.stack().bidirectional()) {
      ours.replaceLast(RecurrentRows.returning(states, Result.LAST));
    } else {
      ours.refuse(
          "only the last step of an LSTM or simple RNN that nothing else reads has an equal");
    }
  }

  static void preprocessor(PreprocessorVertex vertex, Translation ours) {
    Preprocessors.add(vertex.getPreProcessor(), ours);
  }
}
