package io.github.bellows.driver.dl4j.export;

import io.github.bellows.common.model.GlobalPool;
import io.github.bellows.common.model.LpPool;
import io.github.bellows.common.model.Pool;
import io.github.bellows.common.model.Window;
import io.github.bellows.driver.dl4j.export.ExportValue.Format;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/** Poolings in theirs. */
final class ExportPooling {
  private static final int NO_NORM = 0;

  private ExportPooling() {}

  static void windows(Pool spec, ExportPlan plan) {
    boolean max = spec.reduction() == Pool.Reduction.MAX;
    Window window = spec.window();
    boolean padded = !window.padding().before().isAll(0);
    if (window.dimensions() == 1 && (padded || !window.dilation().isAll(1))) {
      plan.refuse("pooling of theirs over a line has no padding or dilation");
    } else if (window.dimensions() == 3 && padded && !max) {
      plan.refuse("an average of theirs over volumes leaves padding out");
    } else {
      add(window, max ? PoolingType.MAX : PoolingType.AVG, NO_NORM, plan);
    }
  }

  static void powers(LpPool spec, ExportPlan plan) {
    if (spec.p() == Math.rint(spec.p())) {
      add(spec.window(), PoolingType.PNORM, (int) spec.p(), plan);
    } else {
      plan.refuse("p of theirs is a whole number");
    }
  }

  private static void add(Window window, PoolingType type, int norm, ExportPlan plan) {
    Format format = plan.value().format();
    if (format == Format.SEQUENCE) {
      plan.refuse("theirs pools over the steps of a sequence, not over its features");
      return;
    }
    Layer layer =
        switch (window.dimensions()) {
          case 1 -> ofLine(window, type, norm);
          case 2 -> ofImage(window, type, norm);
          default -> ofVolume(window, type);
        };
    plan.layer(layer, format);
  }

  private static Layer ofLine(Window window, PoolingType type, int norm) {
    Subsampling1DLayer.Builder builder = new Subsampling1DLayer.Builder();
    builder.poolingType(type); // What the constructor is given, theirs forgets.
    builder.kernelSize(window.kernel().size(0)).stride(window.stride().size(0));
    builder.padding(0).convolutionMode(ConvolutionMode.Truncate);
    builder.avgPoolIncludePadInDivisor(true);
    if (norm > NO_NORM) {
      builder.pnorm(norm);
    }
    return builder.build();
  }

  private static Layer ofImage(Window window, PoolingType type, int norm) {
    SubsamplingLayer.Builder builder = new SubsamplingLayer.Builder(type);
    builder
        .kernelSize(ExportConvolutions.sizes(window.kernel()))
        .stride(ExportConvolutions.sizes(window.stride()))
        .padding(ExportConvolutions.sizes(window.padding().before()))
        .convolutionMode(ConvolutionMode.Truncate)
        .avgPoolIncludePadInDivisor(true);
    builder.setDilation(ExportConvolutions.sizes(window.dilation()));
    if (norm > NO_NORM) {
      builder.pnorm(norm);
    }
    return builder.build();
  }

  private static Layer ofVolume(Window window, PoolingType type) {
    Subsampling3DLayer.Builder builder = new Subsampling3DLayer.Builder(type);
    int[] dilation = ExportConvolutions.sizes(window.dilation());
    builder
        .kernelSize(ExportConvolutions.sizes(window.kernel()))
        .stride(ExportConvolutions.sizes(window.stride()))
        .padding(ExportConvolutions.sizes(window.padding().before()))
        .dataFormat(Convolution3D.DataFormat.NCDHW)
        .convolutionMode(ConvolutionMode.Truncate)
        .dilation(dilation[0], dilation[1], dilation[2]);
    return builder.build();
  }

  static void global(GlobalPool spec, ExportPlan plan) {
    Format format = plan.value().format();
    if (format == Format.SEQUENCE) {
      plan.refuse("theirs pools over the steps of a sequence, not over its features");
      return;
    }
    boolean max = spec.reduction() == Pool.Reduction.MAX;
    plan.layer(
        new GlobalPoolingLayer.Builder(max ? PoolingType.MAX : PoolingType.AVG).build(),
        Format.ROW);
  }
}
