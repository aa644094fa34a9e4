package io.github.bellows.driver.dl4j.translation;

import io.github.bellows.driver.dl4j.network.TheirNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1D;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.Pooling1D;
import org.deeplearning4j.nn.conf.layers.Pooling2D;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
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
    row(PReLULayer.class, FeedForwardRows::prelu);
    row(EmbeddingLayer.class, FeedForwardRows::embedding);
    row(EmbeddingSequenceLayer.class, FeedForwardRows::words);
    row(RnnOutputLayer.class, FeedForwardRows::outputOfSteps);
    row(RnnLossLayer.class, FeedForwardRows::lossOfSteps);
    row(CnnLossLayer.class, FeedForwardRows::lossOfPlaces);
    row(ConvolutionLayer.class, ConvolutionRows::convolution);
    row(Convolution2D.class, ConvolutionRows::convolution);
    row(Convolution1DLayer.class, ConvolutionRows::convolution);
    row(Convolution1D.class, ConvolutionRows::convolution);
    row(Convolution3D.class, ConvolutionRows::convolution);
    row(Deconvolution2D.class, ConvolutionRows::deconvolution);
    row(DepthwiseConvolution2D.class, ConvolutionRows::depthwise);
    row(SeparableConvolution2D.class, ConvolutionRows::separable);
    row(SubsamplingLayer.class, PoolingRows::pooling);
    row(Pooling2D.class, PoolingRows::pooling);
    row(Subsampling1DLayer.class, PoolingRows::pooling);
    row(Pooling1D.class, PoolingRows::pooling);
    row(Subsampling3DLayer.class, PoolingRows::poolingOfVolumes);
    row(GlobalPoolingLayer.class, PoolingRows::globalPooling);
    row(Upsampling2D.class, PoolingRows::upsampling);
    row(Upsampling1D.class, PoolingRows::upsamplingOfLines);
    row(LSTM.class, RecurrentRows::lstm);
    row(SimpleRnn.class, RecurrentRows::simple);
    row(LastTimeStep.class, RecurrentRows::lastStep);
    row(Bidirectional.class, RecurrentRows::bidirectional);
    row(FrozenLayer.class, LayerRows::frozen);
    row(FrozenLayerWithBackprop.class, LayerRows::frozenWithBackprop);
    row(MergeVertex.class, VertexRows::merge);
    row(ElementWiseVertex.class, VertexRows::elementWise);
    row(ReshapeVertex.class, VertexRows::reshape);
    row(LastTimeStepVertex.class, VertexRows::lastStep);
    row(PreprocessorVertex.class, VertexRows::preprocessor);
  }

  private LayerRows() {}

  private static <T> void row(Class<T> type, BiConsumer<T, Translation> translate) {
    ROWS.put(type, new Row<>(type, translate));
  }

  /** Adds what a node becomes. */
  static void add(TheirNode node, Translation ours) {
    if (!requireRow(node, ours)) {
      return;
    }
    if (node.before() != null) {
      Preprocessors.add(node.before(), ours);
      if (ours.isRefused()) {
        return; // What the layer would read is not there.
      }
    }
    if (node.layer() != null) {
      CommonOptions.add(node.layer(), ours);
    }
    translate(node.part(), ours);
  }

  /** Refuses a node that has no row; returns whether it has one. */
  static boolean requireRow(TheirNode node, Translation ours) {
    boolean known = ROWS.containsKey(node.part().getClass());
    if (!known) {
      ours.refuse("there is no such layer or vertex here");
    }
    return known;
  }

  private static void translate(Object part, Translation ours) {
    Row<?> row = ROWS.get(part.getClass());
    if (row == null) {
      ours.refuse("there is no " + part.getClass().getSimpleName() + " here");
    } else {
      row.add(part, ours);
    }
  }

  private static void frozen(FrozenLayer wrapper, Translation ours) {
    if (ours.learnsBefore()) {
      ours.refuse("no layer below a frozen one learns in Deeplearning4j, but one here would");
    } else {
      frozen(wrapper.getLayer(), ours);
    }
  }

  private static void frozenWithBackprop(FrozenLayerWithBackprop wrapper, Translation ours) {
    frozen(wrapper.getUnderlying(), ours);
  }

  private static void frozen(Layer inner, Translation ours) {
    if (inner instanceof BatchNormalization) {
      ours.refuse("a frozen normalization takes its running values in training, not so here");
      return;
    }
    // Frozen layers compute as in evaluation: without dropout.
    ours.freeze();
    translate(inner, ours);
  }
}
