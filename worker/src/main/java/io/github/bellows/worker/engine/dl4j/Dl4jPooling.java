package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.model.CrossChannelPool;
import io.github.bellows.common.model.Extent;
import io.github.bellows.common.model.GlobalPool;
import io.github.bellows.common.model.LpPool;
import io.github.bellows.common.model.Padding;
import io.github.bellows.common.model.Pool;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.Window;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/**
 * Poolings by {@code SubsamplingLayer}, {@code Subsampling3DLayer} and {@code GlobalPoolingLayer};
 * a line as an image of width 1.
 */
final class Dl4jPooling {
  private Dl4jPooling() {}

  private static PoolingType type(Pool.Reduction reduction) {
    return switch (reduction) {
      case MAX -> PoolingType.MAX;
      case AVERAGE -> PoolingType.AVG;
    };
  }

  /** {@link Pool}. */
  record InWindows(Pool spec, Dl4jLayer.Place place) implements Dl4jLayer.Unary {
    @Override
    public String addTo(Dl4jPlan plan, String input) {
      Window window = spec.window();
      Padding padding = window.padding();
      Shape output = place.node().output();
      if (spec.reduction() == Pool.Reduction.MAX) {
        return windows(plan, layer(window, PoolingType.MAX), output, input);
      }
      // Theirs divides by the elements that are no padding in some dimensions, in others not.
      Dl4jMargin margin = Dl4jMargin.ofPlaces(padding.before(), padding.after());
      Padding none = Padding.of(window.dimensions(), 0);
      Window bare = new Window(window.kernel(), window.stride(), none, window.dilation());
      String padded = plan.function(margin.added(), input);
      return windows(plan, layer(bare, PoolingType.AVG), output, padded);
    }
  }

  /** {@link LpPool}. */
  record OfPowers(LpPool spec, Dl4jLayer.Place place) implements Dl4jLayer.Unary {
    @Override
    public Optional<String> refusal() {
      return spec.p() == Math.rint(spec.p())
          ? Optional.empty()
          : Optional.of("p = " + spec.p() + " is not a whole number");
    }

    @Override
    public String addTo(Dl4jPlan plan, String input) {
      Window window = spec.window();
      Layer layer =
          new SubsamplingLayer.Builder(PoolingType.PNORM)
              .pnorm((int) spec.p())
              .kernelSize(Dl4jShapes.sizes(window.kernel(), 1))
              .stride(Dl4jShapes.sizes(window.stride(), 1))
              .convolutionMode(ConvolutionMode.Truncate)
              .build();
      return windows(plan, layer, place.node().output(), input);
    }
  }

  /** {@link CrossChannelPool}: the channels that become one as the height of an image. */
  record OfChannels(CrossChannelPool spec, Dl4jLayer.Place place) implements Dl4jLayer.Unary {
    @Override
    public String addTo(Dl4jPlan plan, String input) {
      Shape output = place.node().output();
      int channels = output.size(0);
      long places = output.elements() / channels;
      String image = plan.function(Dl4jShapes.reshaped(-1, channels, spec.size(), places), input);
      Window window =
          new Window(
              new Extent(java.util.List.of(spec.size(), 1)),
              Extent.of(2, 1),
              Padding.of(2, 0),
              Extent.of(2, 1));
      String pooled = plan.layer(layer(window, type(spec.reduction())), image);
      return plan.function(Dl4jShapes.reshaped(output.batched(0)), pooled);
    }
  }

  /** {@link GlobalPool}. */
  record OfAll(GlobalPool spec, Dl4jLayer.Place place) implements Dl4jLayer.Unary {
    @Override
    public String addTo(Dl4jPlan plan, String input) {
      Shape shape = place.node().input();
      long places = shape.elements() / shape.size(0);
      String image = plan.function(Dl4jShapes.reshaped(-1, shape.size(0), places, 1), input);
      Layer layer =
          new GlobalPoolingLayer.Builder(type(spec.reduction()))
              .poolingDimensions(2, 3)
              .collapseDimensions(true)
              .build();
      return plan.layer(layer, image);
    }
  }

  /** Adds a layer for images and volumes behind a vertex that may hold lines. */
  private static String windows(Dl4jPlan plan, Layer layer, Shape output, String input) {
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
