package io.github.bellows.driver.dl4j;

import io.github.bellows.driver.dl4j.NetworkCase.Kind;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** Networks of rows: each activation, each loss, normalization, freezing. */
final class FeedForwardNetworks {
  private static final int WIDTH = 8;

  private static final InputType ROW = InputType.feedForward(WIDTH);

  private FeedForwardNetworks() {}

  static List<NetworkCase> all() {
    List<NetworkCase> cases = new ArrayList<>();
    for (Activation activation :
        List.of(
            Activation.RELU,
            Activation.TANH,
            Activation.SIGMOID,
            Activation.LEAKYRELU,
            Activation.ELU,
            Activation.SELU,
            Activation.SOFTPLUS,
            Activation.SWISH,
            Activation.IDENTITY,
            Activation.SOFTMAX)) {
      cases.add(classes("dense " + activation, dense(7, activation)));
    }
    addLosses(cases);
    cases.add(
        classes(
            "loss layer",
            dense(3, Activation.IDENTITY),
            new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build()));
    cases.add(
        classes(
            "activation layer, no bias",
            new DenseLayer.Builder().nOut(5).hasBias(false).activation(Activation.IDENTITY).build(),
            new ActivationLayer(Activation.TANH)));
    cases.add(
        classes(
            "batch norm of rows",
            dense(7, Activation.IDENTITY),
            new BatchNormalization.Builder().decay(0.8).build(),
            new ActivationLayer(Activation.RELU)));
    cases.add(
        classes(
            "batch norm of rows, locked",
            dense(7, Activation.TANH),
            new BatchNormalization.Builder().lockGammaBeta(true).build()));
    cases.add(
        classes(
            "prelu of rows",
            dense(7, Activation.IDENTITY),
            new PReLULayer.Builder().inputShape(7).build()));
    cases.add(
        classes("frozen", new FrozenLayer(dense(7, Activation.TANH)), dense(6, Activation.TANH)));
    cases.add(
        classes(
            "frozen with backprop",
            dense(7, Activation.TANH),
            new FrozenLayerWithBackprop(dense(6, Activation.TANH))));
    cases.add(embedding());
    return cases;
  }

  private static void addLosses(List<NetworkCase> cases) {
    cases.add(loss(LossFunction.NEGATIVELOGLIKELIHOOD, Activation.SOFTMAX, Kind.CLASS));
    cases.add(loss(LossFunction.XENT, Activation.SIGMOID, Kind.BINARY));
    cases.add(loss(LossFunction.MSE, Activation.IDENTITY, Kind.REAL));
    cases.add(loss(LossFunction.MSE, Activation.TANH, Kind.REAL));
    cases.add(loss(LossFunction.MSE, Activation.SOFTMAX, Kind.CLASS));
    cases.add(loss(LossFunction.L2, Activation.SIGMOID, Kind.REAL));
    cases.add(loss(LossFunction.MEAN_ABSOLUTE_ERROR, Activation.IDENTITY, Kind.REAL));
    cases.add(loss(LossFunction.L1, Activation.TANH, Kind.REAL));
    cases.add(loss(LossFunction.HINGE, Activation.IDENTITY, Kind.SIGN));
    INDArray weights = Nd4j.valueArrayOf(new long[] {1, 3}, 0.4);
    cases.add(loss("weighted", new LossMCXENT(weights), Activation.SOFTMAX, Kind.CLASS));
    cases.add(loss("weighted", new LossBinaryXENT(weights), Activation.SIGMOID, Kind.BINARY));
    cases.add(loss("weighted", new LossMSE(weights), Activation.IDENTITY, Kind.REAL));
  }

  private static NetworkCase loss(LossFunction loss, Activation activation, Kind kind) {
    return loss("loss", loss.getILossFunction(), activation, kind);
  }

  private static NetworkCase loss(
      String name, ILossFunction loss, Activation activation, Kind kind) {
    return NetworkCase.of(
        name + " " + loss.name() + " of " + activation,
        ROW,
        NetworkCase.examples(new long[] {WIDTH}, new long[] {3}, kind),
        dense(7, Activation.TANH),
        new OutputLayer.Builder(loss).nOut(3).activation(activation).build());
  }

  private static NetworkCase embedding() {
    Examples examples =
        new Examples(
            List.of(NetworkCase.array(1, Kind.INDEX, 1)),
            List.of(NetworkCase.array(2, Kind.CLASS, 3)),
            List.of(),
            List.of());
    return NetworkCase.of(
        "embedding",
        InputType.feedForward(7),
        examples,
        new EmbeddingLayer.Builder().nIn(7).nOut(5).activation(Activation.TANH).build(),
        classifier());
  }

  static DenseLayer dense(int units, Activation activation) {
    return new DenseLayer.Builder().nOut(units).activation(activation).build();
  }

  static OutputLayer classifier() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(3)
        .activation(Activation.SOFTMAX)
        .build();
  }

  /** Returns a network of three classes; a classifier comes behind layers that have no loss. */
  private static NetworkCase classes(String name, Layer... layers) {
    List<Layer> all = new ArrayList<>(List.of(layers));
    if (!(layers[layers.length - 1] instanceof LossLayer)) {
      all.add(classifier());
    }
    return NetworkCase.of(
        name,
        ROW,
        NetworkCase.examples(new long[] {WIDTH}, new long[] {3}, Kind.CLASS),
        all.toArray(Layer[]::new));
  }
}
