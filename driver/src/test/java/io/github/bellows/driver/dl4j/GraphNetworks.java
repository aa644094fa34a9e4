package io.github.bellows.driver.dl4j;

import io.github.bellows.driver.dl4j.NetworkCase.Kind;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Graphs: values joined, several inputs, several outputs. */
final class GraphNetworks {
  private static final long[] LINE = {4, 6};

  private GraphNetworks() {}

  static List<NetworkCase> all() {
    List<NetworkCase> cases = new ArrayList<>();
    for (ElementWiseVertex.Op op :
        List.of(
            ElementWiseVertex.Op.Add,
            ElementWiseVertex.Op.Product,
            ElementWiseVertex.Op.Average,
            ElementWiseVertex.Op.Max)) {
      cases.add(joinedRows(op));
    }
    cases.add(joinedImages());
    cases.add(mergedRows());
    cases.add(mergedSequences());
    cases.add(pooledTwice());
    cases.add(reshaped());
    cases.add(twoOutputs());
    return cases;
  }

  private static GraphBuilder graph() {
    return NetworkCase.builder().graphBuilder();
  }

  private static NetworkCase joinedRows(ElementWiseVertex.Op op) {
    return NetworkCase.of(
        "vertex " + op,
        graph()
            .addInputs("in")
            .setInputTypes(InputType.feedForward(8))
            .addLayer("a", FeedForwardNetworks.dense(5, Activation.TANH), "in")
            .addLayer("b", FeedForwardNetworks.dense(5, Activation.SIGMOID), "in")
            .addLayer("c", FeedForwardNetworks.dense(5, Activation.IDENTITY), "a")
            .addVertex("join", new ElementWiseVertex(op), "a", "b", "c")
            .addLayer("out", FeedForwardNetworks.classifier(), "join")
            .setOutputs("out")
            .build(),
        NetworkCase.examples(new long[] {8}, new long[] {3}, Kind.CLASS));
  }

  private static ConvolutionLayer conv(int filters) {
    return new ConvolutionLayer.Builder(3, 3)
        .nOut(filters)
        .convolutionMode(ConvolutionMode.Same)
        .activation(Activation.TANH)
        .build();
  }

  private static NetworkCase joinedImages() {
    return NetworkCase.of(
        "residual and merged images",
        graph()
            .addInputs("in")
            .setInputTypes(InputType.convolutional(6, 5, 2))
            .addLayer("a", conv(3), "in")
            .addLayer("b", conv(3), "a")
            .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b")
            .addVertex("most", new ElementWiseVertex(ElementWiseVertex.Op.Max), "a", "b")
            .addVertex("both", new MergeVertex(), "sum", "most", "in")
            .addLayer("out", FeedForwardNetworks.classifier(), "both")
            .setOutputs("out")
            .build(),
        NetworkCase.examples(new long[] {2, 6, 5}, new long[] {3}, Kind.CLASS));
  }

  private static NetworkCase mergedRows() {
    Examples examples =
        new Examples(
            List.of(NetworkCase.array(1, Kind.REAL, 8), NetworkCase.array(4, Kind.REAL, 3)),
            List.of(NetworkCase.array(2, Kind.CLASS, 3)),
            List.of(),
            List.of());
    return NetworkCase.of(
        "two inputs, merged",
        graph()
            .addInputs("first", "second")
            .setInputTypes(InputType.feedForward(8), InputType.feedForward(3))
            .addLayer("a", FeedForwardNetworks.dense(5, Activation.TANH), "first")
            .addVertex("both", new MergeVertex(), "a", "second")
            .addLayer("out", FeedForwardNetworks.classifier(), "both")
            .setOutputs("out")
            .build(),
        examples);
  }

  private static NetworkCase mergedSequences() {
    return NetworkCase.of(
        "an lstm and a convolution of sequences, merged",
        graph()
            .addInputs("in")
            .setInputTypes(InputType.recurrent(4, 6))
            .addLayer("lstm", RecurrentNetworks.lstm(5), "in")
            .addLayer(
                "conv",
                new Convolution1DLayer.Builder(3)
                    .nOut(2)
                    .convolutionMode(ConvolutionMode.Same)
                    .activation(Activation.TANH)
                    .build(),
                "in")
            .addVertex("both", new MergeVertex(), "lstm", "conv", "in")
            .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "both")
            .addLayer("out", FeedForwardNetworks.classifier(), "pool")
            .setOutputs("out")
            .build(),
        NetworkCase.examples(LINE, new long[] {3}, Kind.CLASS));
  }

  private static NetworkCase pooledTwice() {
    return NetworkCase.of(
        "an lstm pooled twice",
        graph()
            .addInputs("in")
            .setInputTypes(InputType.recurrent(4, 6))
            .addLayer("lstm", RecurrentNetworks.lstm(5), "in")
            .addLayer("mean", new GlobalPoolingLayer(PoolingType.AVG), "lstm")
            .addLayer("most", new GlobalPoolingLayer(PoolingType.MAX), "lstm")
            .addLayer("above", RecurrentNetworks.lstm(4), "lstm")
            .addVertex("last", new LastTimeStepVertex("in"), "above")
            .addVertex("all", new MergeVertex(), "mean", "most", "last")
            .addLayer("out", FeedForwardNetworks.classifier(), "all")
            .setOutputs("out")
            .build(),
        NetworkCase.examples(LINE, new long[] {3}, Kind.CLASS));
  }

  private static NetworkCase reshaped() {
    return NetworkCase.of(
        "rows reshaped to images",
        graph()
            .addInputs("in")
            .setInputTypes(InputType.feedForward(8))
            .addLayer("a", FeedForwardNetworks.dense(24, Activation.TANH), "in")
            .addVertex("image", new ReshapeVertex(-1, 2, 4, 3), "a")
            .addLayer("conv", conv(3), "image")
            .addLayer("pool", new GlobalPoolingLayer(PoolingType.MAX), "conv")
            .addLayer("out", FeedForwardNetworks.classifier(), "pool")
            .setOutputs("out")
            .build(),
        NetworkCase.examples(new long[] {8}, new long[] {3}, Kind.CLASS));
  }

  private static NetworkCase twoOutputs() {
    Examples examples =
        new Examples(
            List.of(NetworkCase.array(1, Kind.REAL, 8)),
            List.of(NetworkCase.array(2, Kind.CLASS, 3), NetworkCase.array(5, Kind.REAL, 2)),
            List.of(),
            List.of());
    return NetworkCase.of(
        "two outputs",
        graph()
            .addInputs("in")
            .setInputTypes(InputType.feedForward(8))
            .addLayer("a", FeedForwardNetworks.dense(5, Activation.TANH), "in")
            .addLayer("class", FeedForwardNetworks.classifier(), "a")
            .addLayer(
                "number",
                new OutputLayer.Builder(LossFunction.MSE)
                    .nOut(2)
                    .activation(Activation.IDENTITY)
                    .build(),
                "a")
            .setOutputs("class", "number")
            .build(),
        examples);
  }
}
