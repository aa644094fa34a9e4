package io.github.bellows.driver.dl4j.translation;

import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.Conv;
import io.github.bellows.common.model.ConvTranspose;
import io.github.bellows.common.model.Extent;
import io.github.bellows.common.model.Initialization;
import io.github.bellows.common.model.Padding;
import io.github.bellows.common.model.TransposedWindow;
import io.github.bellows.common.model.Window;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.params.SeparableConvolutionParamInitializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Convolutions in one, two and three dimensions. */
final class ConvolutionRows {
  private static final String WEIGHT = "weight";

  private ConvolutionRows() {}

  static void convolution(ConvolutionLayer layer, Translation ours) {
    Activation activation = activation(layer, ours);
    Window window = Windows.of(layer, ours);
    if (activation != null && window != null) {
      ours.add(
          new Conv(
              Math.toIntExact(layer.getNOut()),
              window,
              1,
              layer.hasBias(),
              activation,
              Initialization.DEFAULT));
      ours.tensor(
          WEIGHT,
          layer instanceof Convolution1DLayer
              ? ConvolutionRows::line
              : TheirTensors.same(ConvolutionParamInitializer.WEIGHT_KEY));
      bias(layer, ours);
    }
  }

  /**
   * Returns the kernel of a convolution of sequences. Theirs says that it is [filters, channels,
   * size, 1], and computes with the same memory as [size, channels, filters].
   */
  private static INDArray line(Table table) {
    INDArray kernel = table.get(ConvolutionParamInitializer.WEIGHT_KEY);
    long[] turned = {kernel.size(2), kernel.size(1), kernel.size(0)};
    return kernel.reshape('c', turned).permute(2, 1, 0).dup('c');
  }

  private static void bias(ConvolutionLayer layer, Translation ours) {
    if (layer.hasBias()) {
      ours.tensor("bias", TheirTensors.same(ConvolutionParamInitializer.BIAS_KEY));
    }
  }

  /** Returns the activation; null, with the node refused, for one that mixes a line's places. */
  private static @Nullable Activation activation(ConvolutionLayer layer, Translation ours) {
    Activation activation = Activations.of(layer.getActivationFn(), ours);
    if (activation instanceof Activation.Softmax && ours.shape().rank() == 2) {
      ours.refuse("the activation softmax of a convolution of sequences has no equal here");
      return null;
    }
    return activation;
  }

  static void depthwise(DepthwiseConvolution2D layer, Translation ours) {
    Activation activation = activation(layer, ours);
    Window window = Windows.of(layer, ours);
    if (activation == null || window == null) {
      return;
    }
    int channels = ours.shape().size(0);
    ours.add(
        new Conv(
            channels * layer.getDepthMultiplier(),
            window,
            channels,
            layer.hasBias(),
            activation,
            Initialization.DEFAULT));
    // Theirs is [height, width, channels, multiplier].
    ours.tensor(
        WEIGHT,
        table -> table.get(ConvolutionParamInitializer.WEIGHT_KEY).permute(2, 3, 0, 1).dup('c'));
    bias(layer, ours);
  }

  static void separable(SeparableConvolution2D layer, Translation ours) {
    Activation activation = activation(layer, ours);
    Window window = Windows.of(layer, ours);
    if (activation == null || window == null) {
      return;
    }
    int channels = ours.shape().size(0);
    int each = channels * layer.getDepthMultiplier();
    ours.add(
        "depthwise",
        new Conv(each, window, channels, false, new Activation.Identity(), Initialization.DEFAULT));
    // Theirs is [multiplier, channels, height, width].
    ours.tensor(
        WEIGHT,
        table ->
            table
                .get(SeparableConvolutionParamInitializer.DEPTH_WISE_WEIGHT_KEY)
                .permute(1, 0, 2, 3)
                .dup('c'));
    Extent one = Extent.of(2, 1);
    ours.add(
        new Conv(
            Math.toIntExact(layer.getNOut()),
            new Window(one, one, Padding.of(2, 0), one),
            1,
            layer.hasBias(),
            activation,
            Initialization.DEFAULT));
    ours.tensor(
        WEIGHT, TheirTensors.same(SeparableConvolutionParamInitializer.POINT_WISE_WEIGHT_KEY));
    bias(layer, ours);
  }

  static void deconvolution(Deconvolution2D layer, Translation ours) {
    if (layer.getConvolutionMode() == ConvolutionMode.Same) {
      ours.refuse("convolutionMode Same of a deconvolution has no equal here");
      return;
    }
    Activation activation = activation(layer, ours);
    Window window = Windows.of(layer, ours);
    if (activation == null || window == null) {
      return;
    }
    ours.add(
        new ConvTranspose(
            Math.toIntExact(layer.getNOut()),
            new TransposedWindow(window, Extent.of(2, 0)),
            1,
            layer.hasBias(),
            activation,
            Initialization.DEFAULT));
    ours.tensor(WEIGHT, TheirTensors.same(ConvolutionParamInitializer.WEIGHT_KEY));
    bias(layer, ours);
  }
}
