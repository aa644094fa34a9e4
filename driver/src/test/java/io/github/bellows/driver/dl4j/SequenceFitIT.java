package io.github.bellows.driver.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntBinaryOperator;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Sequences with a label for each step, against Deeplearning4j's own training of the same. */
class SequenceFitIT extends Dl4jTest {
  private static final int EXAMPLES = 16;
  private static final int FEATURES = 4;
  private static final int STEPS = 7;
  private static final int CLASSES = 3;

  /** A network and what it is to learn. */
  private record Case(String name, MultiLayerConfiguration conf, DataSet examples) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    cases.add(new Case("lstm", network(lstm()), sequences()));
    cases.add(new Case("simple rnn", network(simple()), sequences()));
    cases.add(new Case("bidirectional", network(both()), sequences()));
    for (Layer layer : List.of(lstm(), simple(), both())) {
      String name = layer.getClass().getSimpleName();
      cases.add(new Case(name + ", labels end early", network(layer), masked(null, early())));
      cases.add(new Case(name + ", last label", network(layer), masked(null, last())));
      cases.add(new Case(name + ", both end early", network(layer), masked(early(), early())));
      cases.add(new Case(name + ", features end early", network(layer), masked(early(), null)));
      cases.add(new Case(name + ", labels at ends", network(layer), masked(early(), ends())));
    }
    return cases.stream();
  }

  private static Layer lstm() {
    return new LSTM.Builder().nIn(FEATURES).nOut(5).activation(Activation.TANH).build();
  }

  private static BaseRecurrentLayer simple() {
    return new SimpleRnn.Builder().nIn(FEATURES).nOut(5).activation(Activation.TANH).build();
  }

  private static Layer both() {
    return new Bidirectional(Bidirectional.Mode.ADD, lstm());
  }

  private static MultiLayerConfiguration network(Layer first) {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .updater(new Sgd(0.1))
        .list()
        .layer(first)
        .layer(
            new RnnOutputLayer.Builder(LossFunction.MCXENT)
                .nIn(5)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build())
        .setInputType(InputType.recurrent(FEATURES, STEPS))
        .build();
  }

  private static DataSet sequences() {
    Random random = new Random(3);
    INDArray features = Nd4j.create(EXAMPLES, FEATURES, STEPS);
    for (long i = 0; i < features.length(); i++) {
      features.putScalar(i, random.nextGaussian());
    }
    INDArray labels = Nd4j.create(EXAMPLES, CLASSES, STEPS);
    for (int i = 0; i < EXAMPLES; i++) {
      for (int t = 0; t < STEPS; t++) {
        labels.putScalar(new int[] {i, random.nextInt(CLASSES), t}, 1);
      }
    }
    return new DataSet(features, labels);
  }

  private static INDArray mask(IntBinaryOperator value) {
    INDArray mask = Nd4j.create(EXAMPLES, STEPS);
    for (int i = 0; i < EXAMPLES; i++) {
      for (int t = 0; t < STEPS; t++) {
        mask.putScalar(i, t, value.applyAsInt(i, t));
      }
    }
    return mask;
  }

  private static INDArray early() {
    return mask((i, t) -> t < 2 + i % 5 ? 1 : 0);
  }

  private static INDArray ends() {
    return mask((i, t) -> t == 1 + i % 5 ? 1 : 0);
  }

  private static INDArray last() {
    return mask((i, t) -> t == STEPS - 1 ? 1 : 0);
  }

  private static DataSet masked(INDArray features, INDArray labels) {
    DataSet examples = sequences();
    examples.setFeaturesMaskArray(features);
    examples.setLabelsMaskArray(labels);
    return examples;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void threeEpochsEndWhereTheirsDo(Case one) {
    MultiLayerNetwork expected = new MultiLayerNetwork(one.conf().clone());
    expected.init();
    SparkDl4jMultiLayer trainer =
        new SparkDl4jMultiLayer(
            spark,
            one.conf(),
            new BellowsTrainingMaster.Builder(2, 1)
                .batchSizePerWorker(8)
                .averagingFrequency(1)
                .engine("torch")
                .exportDirectory(directory.toString())
                .build());
    JavaRDD<DataSet> rdd = rdd(List.of(one.examples()));
    for (int epoch = 0; epoch < 3; epoch++) {
      expected.fit(one.examples());
      trainer.fit(rdd);
    }
    INDArray difference = trainer.getNetwork().params().sub(expected.params());
    assertThat(difference.normmaxNumber().doubleValue()).isCloseTo(0, within(1e-5));
    assertThat(trainer.getScore()).isCloseTo(expected.score(), within(1e-4));
  }
}
