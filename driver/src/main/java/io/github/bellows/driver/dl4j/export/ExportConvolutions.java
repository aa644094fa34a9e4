package io.github.bellows.driver.dl4j.export;

import io.github.bellows.common.model.Conv;
import io.github.bellows.common.model.ConvTranspose;
import io.github.bellows.common.model.Extent;
import io.github.bellows.common.model.Padding;
import io.github.bellows.common.model.Upsample;
import io.github.bellows.common.model.Window;
import io.github.bellows.driver.dl4j.export.ExportValue.Format;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Convolutions in theirs. */
final class ExportConvolutions {
  private ExportConvolutions() {}

  static void convolution(Conv spec, ExportPlan plan) {
    Format format = plan.value().format();
    Window window = spec.window();
    Padding padding = window.padding();
    if (format == Format.SEQUENCE) {
      plan.refuse("theirs convolves over the steps of a sequence, not over its features");
    } else if (spec.groups() != 1) {
      plan.refuse("groups have no equal in Deeplearning4j");
    } else if (!padding.isSymmetric() && !isSame(window)) {
      plan.refuse("theirs pads both sides alike, unless the stride is 1");
    } else {
      IActivation activation = ExportActivations.of(spec.activation(), format, plan);
      if (activation != null) {
        add(spec, activation, plan);
      }
    }
  }

  private static boolean isSame(Window window) {
    return window.stride().isAll(1)
        && window.padding().equals(Padding.same(window.kernel(), window.dilation()));
  }

  private static void add(Conv spec, IActivation activation, ExportPlan plan) {
    Window window = spec.window();
    boolean same = !window.padding().isSymmetric();
    ConvolutionLayer.BaseConvBuilder<?> builder =
        switch (window.dimensions()) {
          case 1 -> new Convolution1DLayer.Builder().rnnDataFormat(RNNFormat.NCW);
          case 2 -> new ConvolutionLayer.Builder();
          default -> new Convolution3D.Builder().dataFormat(Convolution3D.DataFormat.NCDHW);
        };
    if (builder instanceof Convolution1DLayer.Builder line) {
      line.kernelSize(window.kernel().size(0)).stride(window.stride().size(0));
      line.padding(window.padding().before().size(0));
      line.dilation(window.dilation().size(0));
    } else {
      builder.kernelSize(sizes(window.kernel())).stride(sizes(window.stride()));
      builder.padding(sizes(window.padding().before())).dilation(sizes(window.dilation()));
    }
    builder.convolutionMode(same ? ConvolutionMode.Same : ConvolutionMode.Truncate);
    builder.hasBias(spec.bias()).activation(activation);
    builder.nIn(plan.node().input().size(0)).nOut(spec.filters());
    plan.layer(builder.build(), plan.value().format());
    INDArray weight = plan.ours("weight");
    // In memory theirs of a line is [kernel, inputs, outputs], whatever its shape says.
    boolean line = window.dimensions() == 1;
    plan.tensor(ConvolutionParamInitializer.WEIGHT_KEY, line ? weight.permute(2, 1, 0) : weight);
    if (spec.bias()) {
      plan.tensor(ConvolutionParamInitializer.BIAS_KEY, plan.ours("bias"));
    }
  }

  static void transposed(ConvTranspose spec, ExportPlan plan) {
    Window window = spec.window().window();
    if (window.dimensions() != 2 || spec.groups() != 1) {
      plan.refuse("only transposed convolutions of images without groups are exported");
      return;
    }
    if (!spec.window().outputPadding().isAll(0)) {
      plan.refuse("outputPadding has no equal in Deeplearning4j");
      return;
    }
    IActivation activation = ExportActivations.of(spec.activation(), Format.IMAGE, plan);
    if (activation == null) {
      return;
    }
    Deconvolution2D.Builder builder = new Deconvolution2D.Builder();
    builder.kernelSize(sizes(window.kernel())).stride(sizes(window.stride()));
    builder.padding(sizes(window.padding().before())).dilation(sizes(window.dilation()));
    builder.convolutionMode(ConvolutionMode.Truncate).hasBias(spec.bias()).activation(activation);
    builder.nIn(plan.node().input().size(0)).nOut(spec.filters());
    plan.layer(builder.build(), Format.IMAGE);
    INDArray weight = plan.ours("weight");
    plan.tensor(ConvolutionParamInitializer.WEIGHT_KEY, weight);
    if (spec.bias()) {
      plan.tensor(ConvolutionParamInitializer.BIAS_KEY, plan.ours("bias"));
    }
  }

  static void upsample(Upsample spec, ExportPlan plan) {
    if (spec.mode() == Upsample.Mode.NEAREST) {
      plan.layer(new Upsampling2D.Builder().size(sizes(spec.factor())).build(), Format.IMAGE);
    } else {
      plan.refuse("theirs repeats pixels; mode bilinear has no equal");
    }
  }

  /** Returns sizes as they take them. */
  static int[] sizes(Extent extent) {
    return extent.sizes().stream().mapToInt(Integer::intValue).toArray();
  }
}
