package io.github.bellows.driver.dl4j;

import io.github.bellows.driver.dl4j.NetworkCase.Kind;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks of sequences. */
final class RecurrentNetworks {
  private static final int FEATURES = 4;
  private static final int STEPS = 6;

  private RecurrentNetworks() {}

  static List<NetworkCase> all() {
    List<NetworkCase> cases = new ArrayList<>();
    for (PoolingType type : List.of(PoolingType.AVG, PoolingType.MAX, PoolingType.PNORM)) {
      cases.add(
          classes(
              "lstm, global pooling " + type,
              lstm(5),
              new GlobalPoolingLayer.Builder(type).build()));
    }
    cases.add(classes("lstm, last step", new LastTimeStep(lstm(5))));
    cases.add(classes("two lstms", lstm(5), new LastTimeStep(lstm(4))));
    cases.add(classes("simple rnn tanh", new LastTimeStep(simple(Activation.TANH))));
    cases.add(classes("simple rnn relu", simple(Activation.RELU), average()));
    cases.add(
        classes(
            "dense between lstms",
            lstm(5),
            new DenseLayer.Builder().nOut(4).activation(Activation.RELU).build(),
            lstm(3),
            average()));
    for (Bidirectional.Mode mode :
        List.of(Bidirectional.Mode.CONCAT, Bidirectional.Mode.ADD, Bidirectional.Mode.AVERAGE)) {
      cases.add(classes("bidirectional " + mode, new Bidirectional(mode, lstm(5)), average()));
    }
    cases.add(
        classes(
            "bidirectional simple rnns, pooled by the maximum",
            new Bidirectional(simple(Activation.TANH)),
            lstm(4),
            new GlobalPoolingLayer(PoolingType.MAX)));
    addSteps(cases);
    cases.add(words(new long[] {STEPS}));
    cases.add(words(new long[] {1, STEPS}));
    return cases;
  }

  private static void addSteps(List<NetworkCase> cases) {
    cases.add(steps(LossFunction.MCXENT, Activation.SOFTMAX, Kind.CLASS));
    cases.add(steps(LossFunction.XENT, Activation.SIGMOID, Kind.BINARY));
    cases.add(steps(LossFunction.MSE, Activation.IDENTITY, Kind.REAL));
    cases.add(
        NetworkCase.of(
            "loss layer of steps",
            InputType.recurrent(FEATURES, STEPS),
            NetworkCase.examples(new long[] {FEATURES, STEPS}, new long[] {3, STEPS}, Kind.CLASS),
            lstm(3),
            new RnnLossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build()));
  }

  private static NetworkCase steps(LossFunction loss, Activation activation, Kind kind) {
    return NetworkCase.of(
        "each step, loss " + loss,
        InputType.recurrent(FEATURES, STEPS),
        NetworkCase.examples(new long[] {FEATURES, STEPS}, new long[] {3, STEPS}, kind),
        lstm(5),
        new RnnOutputLayer.Builder(loss).nOut(3).activation(activation).build());
  }

  private static NetworkCase words(long[] shape) {
    Examples examples =
        new Examples(
            List.of(NetworkCase.array(1, Kind.INDEX, shape)),
            List.of(NetworkCase.array(2, Kind.CLASS, 3)),
            List.of(),
            List.of());
    return NetworkCase.of(
        "words [" + shape.length + "]",
        InputType.recurrent(7, STEPS),
        examples,
        new EmbeddingSequenceLayer.Builder().nIn(7).nOut(5).inputLength(STEPS).build(),
        lstm(4),
        average(),
        FeedForwardNetworks.classifier());
  }

  static LSTM lstm(int units) {
    return new LSTM.Builder().nOut(units).activation(Activation.TANH).build();
  }

  private static SimpleRnn simple(Activation activation) {
    return new SimpleRnn.Builder().nOut(5).activation(activation).build();
  }

  private static GlobalPoolingLayer average() {
    return new GlobalPoolingLayer(PoolingType.AVG);
  }

  private static NetworkCase classes(String name, Layer... layers) {
    List<Layer> all = new ArrayList<>(List.of(layers));
    all.add(FeedForwardNetworks.classifier());
    return NetworkCase.of(
        name,
        InputType.recurrent(FEATURES, STEPS),
        NetworkCase.examples(new long[] {FEATURES, STEPS}, new long[] {3}, Kind.CLASS),
        all.toArray(Layer[]::new));
  }
}
