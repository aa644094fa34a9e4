package io.github.bellows.driver.dl4j.translation;

import io.github.bellows.common.model.Extent;
import io.github.bellows.common.model.Padding;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.Window;
import java.util.Arrays;
import java.util.Objects;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.jspecify.annotations.Nullable;

/** How windows of theirs slide. */
final class Windows {
  /** Says that channels come last. */
  static final String NHWC = "channels as the last dimension have no equal here; use NCHW";

  private Windows() {}

  /** How a window slides, in their words. */
  private record Sizes(int[] kernel, int[] stride, int[] padding, int[] dilation) {
    private Extent extent(int[] sizes, int dimensions) {
      return new Extent(Arrays.stream(sizes).limit(dimensions).boxed().toList());
    }
  }

  /** Returns the window of a convolution; null, with the node refused, if there is none. */
  static @Nullable Window of(ConvolutionLayer layer, Translation ours) {
    boolean last =
        layer instanceof Convolution3D volume
            ? volume.getDataFormat() != Convolution3D.DataFormat.NCDHW
            : layer instanceof Convolution1DLayer line
                ? line.getRnnDataFormat() == RNNFormat.NWC
                : layer.getCnn2dDataFormat() == CNN2DFormat.NHWC;
    return window(
        last,
        new Sizes(
            layer.getKernelSize(), layer.getStride(), layer.getPadding(), layer.getDilation()),
        layer.getConvolutionMode(),
        ours);
  }

  /** Returns the window of a pooling; null, with the node refused, if there is none. */
  static @Nullable Window of(SubsamplingLayer layer, Translation ours) {
    return window(
        layer.getCnn2dDataFormat() == CNN2DFormat.NHWC,
        new Sizes(
            layer.getKernelSize(), layer.getStride(), layer.getPadding(), layer.getDilation()),
        layer.getConvolutionMode(),
        ours);
  }

  /** Returns the window of a pooling of volumes; null, with the node refused, if there is none. */
  static @Nullable Window of(Subsampling3DLayer layer, Translation ours) {
    return window(
        layer.getDataFormat() != Convolution3D.DataFormat.NCDHW,
        new Sizes(
            layer.getKernelSize(), layer.getStride(), layer.getPadding(), layer.getDilation()),
        layer.getConvolutionMode(),
        ours);
  }

  private static @Nullable Window window(
      boolean channelsLast, Sizes sizes, @Nullable ConvolutionMode given, Translation ours) {
    if (channelsLast) {
      ours.refuse(NHWC);
      return null;
    }
    ours.channels();
    int dimensions = ours.shape().rank() - 1;
    Extent kernel = sizes.extent(sizes.kernel(), dimensions);
    Extent stride = sizes.extent(sizes.stride(), dimensions);
    Extent dilation = sizes.extent(sizes.dilation(), dimensions);
    ConvolutionMode mode = Objects.requireNonNullElse(given, ConvolutionMode.Truncate);
    if (mode == ConvolutionMode.Causal) {
      ours.refuse("convolutionMode Causal has no equal here");
      return null;
    }
    if (mode != ConvolutionMode.Same) {
      Padding padding = Padding.both(sizes.extent(sizes.padding(), dimensions));
      return new Window(kernel, stride, padding, dilation);
    }
    Padding padding = same(ours.shape(), kernel, stride, dilation);
    if (!padding.isSymmetric() && !stride.isAll(1)) {
      ours.refuse(
          "convolutionMode Same pads inputs of "
              + ours.shape()
              + " more behind than in front, which has no equal here with a stride");
      return null;
    }
    return new Window(kernel, stride, padding, dilation);
  }

  /** Returns the padding with which there are as many windows as strides in the input. */
  private static Padding same(Shape input, Extent kernel, Extent stride, Extent dilation) {
    int[] total = new int[kernel.dimensions()];
    for (int d = 0; d < total.length; d++) {
      int size = input.size(d + 1);
      int windows = (size + stride.size(d) - 1) / stride.size(d);
      int reach = (windows - 1) * stride.size(d) + dilation.size(d) * (kernel.size(d) - 1) + 1;
      total[d] = Math.max(0, reach - size);
    }
    return new Padding(
        new Extent(Arrays.stream(total).mapToObj(sum -> sum / 2).toList()),
        new Extent(Arrays.stream(total).mapToObj(sum -> sum - sum / 2).toList()));
  }
}
