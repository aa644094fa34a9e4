package io.github.bellows.driver.dl4j;

import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.Conv;
import io.github.bellows.common.model.Extent;
import io.github.bellows.common.model.GlobalPool;
import io.github.bellows.common.model.Initialization;
import io.github.bellows.common.model.LpPool;
import io.github.bellows.common.model.Padding;
import io.github.bellows.common.model.Permute;
import io.github.bellows.common.model.Pool;
import io.github.bellows.common.model.Recurrent;
import io.github.bellows.common.model.Recurrent.Result;
import io.github.bellows.common.model.Window;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.jspecify.annotations.Nullable;

/** Convolutions and poolings. */
final class ConvolutionRows {
  private ConvolutionRows() {}

  static void convolution(ConvolutionLayer layer, Translation ours) {
    Activation activation = Activations.of(layer.getActivationFn(), ours);
    Window window =
        window(
            new Sizes(
                layer.getKernelSize(),
                layer.getStride(),
                layer.getPadding(),
                layer.getDilation(),
                layer.getConvolutionMode()),
            layer.getCnn2dDataFormat(),
            ours);
    if (activation != null && window != null) {
      ours.add(
          new Conv(
              Math.toIntExact(layer.getNOut()),
              window,
              1,
              layer.hasBias(),
              activation,
              Initialization.DEFAULT));
      ours.tensor("weight", TheirTensors.same(ConvolutionParamInitializer.WEIGHT_KEY));
      if (layer.hasBias()) {
        ours.tensor("bias", TheirTensors.same(ConvolutionParamInitializer.BIAS_KEY));
      }
    }
  }

  /** How a window slides, in their words. */
  private record Sizes(
      int[] kernel, int[] stride, int[] padding, int[] dilation, ConvolutionMode mode) {}

  private static @Nullable Window window(Sizes sizes, CNN2DFormat format, Translation ours) {
    if (format == CNN2DFormat.NHWC) {
      ours.refuse("the format NHWC has no equal here; rebuild the network in NCHW");
      return null;
    }
    Extent kernel = extent(sizes.kernel());
    Extent stride = extent(sizes.stride());
    Extent dilation = extent(sizes.dilation());
    if (sizes.mode() != ConvolutionMode.Same) {
      return new Window(kernel, stride, Padding.both(extent(sizes.padding())), dilation);
    }
    if (!stride.isAll(1)) {
      ours.refuse("convolutionMode Same with a stride has no equal here");
      return null;
    }
    return new Window(kernel, stride, Padding.same(kernel, dilation), dilation);
  }

  private static Extent extent(int[] sizes) {
    return new Extent(Arrays.stream(sizes).boxed().toList());
  }

  static void pooling(SubsamplingLayer layer, Translation ours) {
    Window window =
        window(
            new Sizes(
                layer.getKernelSize(),
                layer.getStride(),
                layer.getPadding(),
                layer.getDilation(),
                layer.getConvolutionMode()),
            layer.getCnn2dDataFormat(),
            ours);
    if (window == null) {
      return;
    }
    boolean padded = Arrays.stream(layer.getPadding()).anyMatch(size -> size > 0);
    switch (layer.getPoolingType()) {
      case MAX -> ours.add(new Pool(window, Pool.Reduction.MAX));
      case AVG -> {
        if (padded && !layer.isAvgPoolIncludePadInDivisor()) {
          ours.refuse("averages that leave the padding out have no equal here");
        } else {
          ours.add(new Pool(window, Pool.Reduction.AVERAGE));
        }
      }
      case PNORM -> ours.add(new LpPool(window, layer.getPnorm()));
      default -> ours.refuse("poolingType " + layer.getPoolingType() + " has no equal here");
    }
  }

  static void globalPooling(GlobalPoolingLayer layer, Translation ours) {
    PoolingType type = layer.getPoolingType();
    if (type != PoolingType.MAX && type != PoolingType.AVG || !layer.isCollapseDimensions()) {
      ours.refuse("poolingType " + type + " or kept dimensions have no equal here");
      return;
    }
    if (type == PoolingType.AVG && ours.readsLast() && ours.last() instanceof Recurrent states) {
      if (states.result() == Result.SEQUENCE) {
        ours.replaceLast(RecurrentRows.returning(states, Result.MEAN));
        return;
      }
    }
    if (ours.shape().rank() == 2) {
      ours.add("channels", new Permute(List.of(2, 1)));
    }
    ours.add(new GlobalPool(type == PoolingType.MAX ? Pool.Reduction.MAX : Pool.Reduction.AVERAGE));
  }
}
