package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.model.Conv;
import io.github.bellows.common.model.Padding;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * {@link Conv} by {@code ConvolutionLayer} and {@code Convolution3D}; a line as an image of width
 * 1. Groups, which those lack, are convolutions of their own over slices of the channels.
 */
record Dl4jConv(Conv spec, Dl4jLayer.Place place) implements Dl4jLayer.Unary {
  @Override
  public String addTo(Dl4jPlan plan, String input) {
    Padding padding = spec.window().padding();
    String padded = input;
    if (!padding.isSymmetric()) {
      // What both sides have is theirs to pad.
      Dl4jMargin whole = Dl4jMargin.ofPlaces(padding.before(), padding.after());
      int[] more = new int[whole.after().length];
      for (int d = 0; d < more.length; d++) {
        more[d] = whole.after()[d] - whole.before()[d];
      }
      padded = plan.function(new Dl4jMargin(new int[more.length], more).added(), input);
    }
    boolean line = spec.window().dimensions() == 1;
    if (line) {
      padded = plan.function(Dl4jShapes.widened(), padded);
    }
    int dimensions = line ? 4 : spec.window().dimensions() + 2;
    int groups = spec.groups();
    int channels = place.node().input().size(0) / groups;
    int filters = spec.filters() / groups;
    List<String> outputs = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      String part =
          groups == 1
              ? padded
              : plan.function(
                  Dl4jMargin.ofChannels(group * channels, channels, groups * channels, dimensions)
                      .removed(),
                  padded);
      outputs.add(convolution(plan, part, channels, group * filters));
    }
    Shape shape = place.node().output();
    String joined = groups == 1 ? outputs.get(0) : Dl4jConcat.add(plan, outputs, 0, shape);
    if (line) {
      joined = plan.function(Dl4jShapes.reshaped(shape.batched(0)), joined);
    }
    return Dl4jActivations.add(plan, spec.activation(), spec.window().dimensions() + 2, joined);
  }

  private String convolution(Dl4jPlan plan, String input, int channels, int firstFilter) {
    int filters = spec.filters() / spec.groups();
    String convolution = plan.layer(layer(channels, filters), input);
    List<ParameterLayout.Entry> entries = place.node().parameters();
    var own = NDArrayIndex.interval(firstFilter, firstFilter + filters);
    int[] kernel = Dl4jShapes.sizes(spec.window().kernel(), 1);
    long[] weight =
        LongStream.concat(LongStream.of(filters, channels), IntStream.of(kernel).asLongStream())
            .toArray();
    plan.tensor(
        new Dl4jTensor(
            entries.get(0),
            convolution,
            ConvolutionParamInitializer.WEIGHT_KEY,
            ours -> ours.get(own).reshape('c', weight),
            theirs -> theirs,
            false));
    if (spec.bias()) {
      plan.tensor(
          new Dl4jTensor(
              entries.get(1),
              convolution,
              ConvolutionParamInitializer.BIAS_KEY,
              ours -> ours.get(own),
              theirs -> theirs.reshape(filters),
              false));
    }
    return convolution;
  }

  private ConvolutionLayer layer(int channels, int filters) {
    Window window = spec.window();
    int[] kernel = Dl4jShapes.sizes(window.kernel(), 1);
    int[] stride = Dl4jShapes.sizes(window.stride(), 1);
    int[] dilation = Dl4jShapes.sizes(window.dilation(), 1);
    int[] padding = Dl4jShapes.sizes(window.padding().before(), 0);
    ConvolutionLayer.BaseConvBuilder<?> builder =
        window.dimensions() < 3
            ? new ConvolutionLayer.Builder()
            : new Convolution3D.Builder().dataFormat(Convolution3D.DataFormat.NCDHW);
    builder.kernelSize(kernel).stride(stride).padding(padding).dilation(dilation);
    builder.convolutionMode(ConvolutionMode.Truncate).hasBias(spec.bias());
    builder.nIn(channels).nOut(filters);
    return (ConvolutionLayer) builder.build();
  }
}
