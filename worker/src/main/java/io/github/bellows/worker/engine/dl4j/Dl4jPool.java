package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.model.Padding;
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
    Window window = spec.window();
    Padding padding = window.padding();
    Shape output = place.node().output();
    if (spec.reduction() == Pool.Reduction.MAX) {
      return add(plan, layer(window, PoolingType.MAX), output, input);
    }
    // Theirs divides by the elements that are no padding, in some dimensions and in others not.
    int[] before = Dl4jShapes.ints(padding.before());
    String padded = plan.function(new Dl4jPad(before, Dl4jShapes.ints(padding.after())), input);
    Padding none = Padding.of(window.dimensions(), 0);
    Window bare = new Window(window.kernel(), window.stride(), none, window.dilation());
    return add(plan, layer(bare, PoolingType.AVG), output, padded);
  }

  /** Adds a layer for images and volumes behind a vertex that may hold lines. */
  static String add(Dl4jPlan plan, Layer layer, Shape output, String input) {
    if (output.rank() > 2) {
      return plan.layer(layer, input);
    }
    String image = plan.layer(layer, plan.function(Dl4jShapes.widened(), input));
    return plan.function(Dl4jShapes.reshaped(output.batched(0)), image);
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
