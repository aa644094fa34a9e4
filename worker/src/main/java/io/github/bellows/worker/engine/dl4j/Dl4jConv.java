package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.model.Conv;
import io.github.bellows.common.model.Padding;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.model.Window;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * {@link Conv} by {@code Convolution1DLayer}, {@code ConvolutionLayer} and {@code Convolution3D}.
 * Groups, which those lack, are convolutions of their own over slices of the channels.
 */
record Dl4jConv(Conv spec, Dl4jLayer.Place place) implements Dl4jLayer.Unary {
  @Override
  public String addTo(Dl4jPlan plan, String input) {
    Padding padding = spec.window().padding();
    String padded =
        padding.isSymmetric()
            ? input
            : plan.function(
                new Dl4jPadBehind(
                    Dl4jShapes.ints(padding.before()), Dl4jShapes.ints(padding.after())),
                input);
    int groups = spec.groups();
    int channels = place.node().input().size(0) / groups;
    int filters = spec.filters() / groups;
    List<String> outputs = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      String part =
          groups == 1 ? padded : plan.function(new Dl4jSlice(group * channels, channels), padded);
      outputs.add(convolution(plan, part, channels, group * filters));
    }
    String joined = groups == 1 ? outputs.get(0) : plan.vertex(new MergeVertex(), outputs);
    return Dl4jActivations.add(plan, spec.activation(), spec.window().dimensions() + 2, joined);
  }

  private String convolution(Dl4jPlan plan, String input, int channels, int firstFilter) {
    int filters = spec.filters() / spec.groups();
    String convolution = plan.layer(layer(channels, filters), input);
    List<ParameterLayout.Entry> entries = place.node().parameters();
    var own = NDArrayIndex.interval(firstFilter, firstFilter + filters);
    boolean line = spec.window().dimensions() == 1;
    plan.tensor(
        new Dl4jTensor(
            entries.get(0),
            convolution,
            ConvolutionParamInitializer.WEIGHT_KEY,
            ours -> ours.get(own),
            // Theirs has a dimension of size 1 behind the kernel.
            theirs -> line ? theirs.reshape(filters, channels, theirs.size(2)) : theirs,
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
    int[] kernel = Dl4jShapes.ints(window.kernel());
    int[] stride = Dl4jShapes.ints(window.stride());
    int[] dilation = Dl4jShapes.ints(window.dilation());
    // Where the sides differ, what is in front of both is theirs to pad.
    int[] padding = Dl4jShapes.ints(window.padding().before());
    ConvolutionLayer.BaseConvBuilder<?> builder =
        switch (window.dimensions()) {
          case 1 ->
              new Convolution1DLayer.Builder()
                  .kernelSize(kernel[0])
                  .stride(stride[0])
                  .padding(padding[0])
                  .dilation(dilation[0]);
          case 2 ->
              new ConvolutionLayer.Builder()
                  .kernelSize(kernel)
                  .stride(stride)
                  .padding(padding)
                  .dilation(dilation);
          default ->
              new Convolution3D.Builder()
                  .dataFormat(Convolution3D.DataFormat.NCDHW)
                  .kernelSize(kernel)
                  .stride(stride)
                  .padding(padding)
                  .dilation(dilation);
        };
    builder.convolutionMode(ConvolutionMode.Truncate).hasBias(spec.bias());
    builder.nIn(channels).nOut(filters);
    return (ConvolutionLayer) builder.build();
  }
}
