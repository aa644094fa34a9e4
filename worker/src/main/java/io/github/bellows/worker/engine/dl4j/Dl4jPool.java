package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.model.Pool;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.Window;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/**
 * {@link Pool} by {@code SubsamplingLayer} and {@code Subsampling3DLayer}; a line as an image of
 * width 1.
 */
record Dl4jPool(Pool spec, Dl4jLayer.Place place) implements Dl4jLayer.Unary {
  @Override
  public String addTo(Dl4jPlan plan, String input) {
    PoolingType type =
        switch (spec.reduction()) {
          case MAX -> PoolingType.MAX;
          case AVERAGE -> PoolingType.AVG;
        };
    return add(plan, spec.window(), type, place.node().output(), input);
  }

  static String add(
      Dl4jPlan plan, Window window, PoolingType type, Shape to, String input) {
    if (window.dimensions() > 1) {
      return plan.layer(layer(window, type), input);
    }
    String image = plan.function(Dl4jShapes.widened(), input);
    String pooled = plan.layer(layer(window, type), image);
    return plan.function(Dl4jShapes.reshaped(to.batched(0)), pooled);
  }

  private static Layer layer(Window window, PoolingType type) {
    int[] kernel = Dl4jShapes.sizes(window.kernel(), 1);
    int[] stride = Dl4jShapes.sizes(window.stride(), 1);
    int[] padding = Dl4jShapes.sizes(window.padding().before(), 0);
    int[] dilation = Dl4jShapes.sizes(window.dilation(), 1);
    if (window.dimensions() < 3) {
      return new SubsamplingLayer.Builder(type)
          .kernelSize(kernel)
          .stride(stride)
          .padding(padding)
          .dilation(dilation)
          .convolutionMode(ConvolutionMode.Truncate)
          .build();
    }
    return new Subsampling3DLayer.Builder(type)
        .dataFormat(Convolution3D.DataFormat.NCDHW)
        .kernelSize(kernel)
        .stride(stride)
        .padding(padding)
        .dilation(dilation[0], dilation[1], dilation[2])
        .convolutionMode(ConvolutionMode.Truncate)
        .build();
  }
}
