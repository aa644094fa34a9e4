package io.github.bellows.driver.dl4j;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;

/**
 * What becomes of each layer and vertex of theirs: one row for each class. A class without a row is
 * refused, its subclasses too: they may compute something else.
 */
final class LayerRows {
  private static final Map<Class<?>, Row<?>> ROWS = new LinkedHashMap<>();

  /** Translates parts of one class. */
  private record Row<T>(Class<T> type, BiConsumer<T, Translation> translate) {
    private void add(Object part, Translation ours) {
      translate.accept(type.cast(part), ours);
    }
  }

  static {
    row(DenseLayer.class, FeedForwardRows::dense);
    row(OutputLayer.class, FeedForwardRows::output);
    row(LossLayer.class, FeedForwardRows::loss);
    row(ActivationLayer.class, FeedForwardRows::activation);
    row(DropoutLayer.class, (layer, ours) -> {});
    row(BatchNormalization.class, FeedForwardRows::batchNorm);
    row(ConvolutionLayer.class, ConvolutionRows::convolution);
    row(SubsamplingLayer.class, ConvolutionRows::pooling);
    row(GlobalPoolingLayer.class, ConvolutionRows::globalPooling);
    row(LSTM.class, RecurrentRows::lstm);
    row(SimpleRnn.class, RecurrentRows::simple);
    row(LastTimeStep.class, RecurrentRows::lastStep);
    row(MergeVertex.class, VertexRows::merge);
    row(ElementWiseVertex.class, VertexRows::elementWise);
  }

  private LayerRows() {}

  private static <T> void row(Class<T> type, BiConsumer<T, Translation> translate) {
    ROWS.put(type, new Row<>(type, translate));
  }

  /** Adds what a node becomes. */
  static void add(TheirNode node, Translation ours) {
    Row<?> row = ROWS.get(node.part().getClass());
    if (row == null) {
      ours.refuse("there is no such layer or vertex here");
      return;
    }
    if (node.before() != null) {
      Preprocessors.add(node.before(), ours);
    }
    if (node.layer() != null) {
      CommonOptions.add(node.layer(), ours);
    }
    row.add(node.part(), ours);
  }
}
