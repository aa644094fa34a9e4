package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.model.ConvTranspose;
import io.github.bellows.common.model.Extent;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * {@link ConvTranspose} by {@code Deconvolution2D} and {@code Deconvolution3D}; a line as an image
 * of width 1. They compute all that the kernel reaches, and padding cuts off its margin, less where
 * {@code outputPadding} wants more behind.
 */
record Dl4jConvTranspose(ConvTranspose spec, Dl4jLayer.Place place) implements Dl4jLayer.Unary {
  @Override
  public Optional<String> refusal() {
    Extent padding = window().padding().before();
    Extent output = spec.window().outputPadding();
    for (int d = 0; d < padding.dimensions(); d++) {
      if (output.size(d) > padding.size(d)) {
        return Optional.of("outputPadding = " + output + " above padding = " + padding);
      }
    }
    return Optional.empty();
  }

  private Window window() {
    return spec.window().window();
  }

  @Override
  public String addTo(Dl4jPlan plan, String input) {
    Shape shape = place.node().input();
    boolean line = window().dimensions() == 1;
    String image = line ? plan.function(Dl4jShapes.widened(), input) : input;
    int dimensions = line ? 4 : shape.rank() + 1;
    int groups = spec.groups();
    int channels = shape.size(0) / groups;
    List<String> outputs = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      Dl4jMargin others =
          Dl4jMargin.ofChannels(group * channels, channels, shape.size(0), dimensions);
      String part = groups == 1 ? image : plan.function(others.removed(), image);
      outputs.add(convolution(plan, part, channels, group));
    }
    Shape output = place.node().output();
    String joined = groups == 1 ? outputs.get(0) : Dl4jConcat.add(plan, outputs, 0, output);
    String sized = plan.function(Dl4jShapes.reshaped(output.batched(0)), joined);
    return Dl4jActivations.add(plan, spec.activation(), output.rank() + 1, sized);
  }

  /** Adds one group's convolution and returns the vertex of its output, padding cut off. */
  private String convolution(Dl4jPlan plan, String input, int channels, int group) {
    int filters = spec.filters() / spec.groups();
    String convolution = plan.layer(layer(channels, filters), input);
    List<ParameterLayout.Entry> entries = place.node().parameters();
    var ownChannels = NDArrayIndex.interval(group * channels, (group + 1) * channels);
    var ownFilters = NDArrayIndex.interval(group * filters, (group + 1) * filters);
    plan.tensor(
        Dl4jTensor.of(
            entries.get(0),
            convolution,
            ConvolutionParamInitializer.WEIGHT_KEY,
            ours -> kernel(ours.get(ownChannels))));
    if (spec.bias()) {
      plan.tensor(
          new Dl4jTensor(
              entries.get(1),
              convolution,
              ConvolutionParamInitializer.BIAS_KEY,
              ours -> ours.get(ownFilters),
              theirs -> theirs.reshape(filters),
              false));
    }
    int[] padding = Dl4jShapes.sizes(window().padding().before(), 0);
    int[] more = Dl4jShapes.sizes(spec.window().outputPadding(), 0);
    int[] front = new int[padding.length + 2];
    int[] behind = new int[padding.length + 2];
    for (int d = 0; d < padding.length; d++) {
      front[d + 2] = padding[d];
      behind[d + 2] = padding[d] - more[d];
    }
    return plan.function(new Dl4jMargin(front, behind).removed(), convolution);
  }

  /** Returns [channels, filters, …kernel] as they have it. */
  private INDArray kernel(INDArray ours) {
    return switch (window().dimensions()) {
      case 1 -> ours.reshape('c', ours.size(0), ours.size(1), ours.size(2), 1);
      case 2 -> ours;
      default -> ours.permute(2, 3, 4, 1, 0);
    };
  }

  private ConvolutionLayer layer(int channels, int filters) {
    ConvolutionLayer.BaseConvBuilder<?> builder =
        window().dimensions() < 3
            ? new Deconvolution2D.Builder()
            : new Deconvolution3D.Builder().dataFormat(Convolution3D.DataFormat.NCDHW);
    builder
        .kernelSize(Dl4jShapes.sizes(window().kernel(), 1))
        .stride(Dl4jShapes.sizes(window().stride(), 1))
        .dilation(Dl4jShapes.sizes(window().dilation(), 1))
        .padding(Dl4jShapes.sizes(Extent.of(window().dimensions(), 0), 0))
        .convolutionMode(ConvolutionMode.Truncate)
        .hasBias(spec.bias());
    builder.nIn(channels).nOut(filters);
    return (ConvolutionLayer) builder.build();
  }
}
