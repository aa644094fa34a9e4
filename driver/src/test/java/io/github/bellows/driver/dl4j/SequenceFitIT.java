package io.github.bellows.driver.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.error.TrainingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntBinaryOperator;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Labels of steps and masks of labels, against Deeplearning4j's own training of the same. */
class SequenceFitIT extends Dl4jTest {
  private static final int EXAMPLES = 16;
  private static final int FEATURES = 4;
  private static final int STEPS = 7;
  private static final int CLASSES = 3;

  /** A network and what it is to learn. */
  private record Case(String name, MultiLayerConfiguration conf, List<DataSet> examples) {
    private Case(String name, MultiLayerConfiguration conf, DataSet examples) {
      this(name, conf, List.of(examples));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Layer layer : List.of(lstm(), simple(), both())) {
      String name = layer.getClass().getSimpleName();
      cases.add(new Case(name, network(layer), sequences()));
      cases.add(new Case(name + ", labels end early", network(layer), masked(null, early())));
      cases.add(new Case(name + ", last label", network(layer), masked(null, last())));
    }
    for (Layer layer : List.of(lstm(), simple())) {
      String name = layer.getClass().getSimpleName();
      cases.add(new Case(name + ", both end early", network(layer), masked(early(), early())));
      cases.add(new Case(name + ", labels at ends", network(layer), masked(early(), ends())));
      cases.add(new Case(name + ", sets of their own length", network(layer), ragged()));
    }
    cases.add(new Case("truncated behind the end", truncated(STEPS), sequences()));
    for (LossFunction loss : List.of(LossFunction.MSE, LossFunction.XENT, LossFunction.L1)) {
      Activation activation = loss == LossFunction.XENT ? Activation.SIGMOID : Activation.IDENTITY;
      MultiLayerConfiguration conf = network(lstm(), loss, activation);
      cases.add(new Case(loss + " of steps", conf, masked(early(), early())));
      cases.add(new Case(loss + " of rows, by example", rows(loss, activation), byExample()));
      cases.add(new Case(loss + " of rows, by number", rows(loss, activation), byNumber()));
    }
    cases.add(
        new Case("classes by example", rows(LossFunction.MCXENT, Activation.SOFTMAX), byExample()));
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
    return network(first, LossFunction.MCXENT, Activation.SOFTMAX);
  }

  private static MultiLayerConfiguration network(
      Layer first, LossFunction loss, Activation activation) {
    return builder()
        .layer(first)
        .layer(new RnnOutputLayer.Builder(loss).nOut(CLASSES).activation(activation).build())
        .setInputType(InputType.recurrent(FEATURES, STEPS))
        .build();
  }

  private static MultiLayerConfiguration truncated(int steps) {
    MultiLayerConfiguration conf = network(lstm());
    conf.setBackpropType(BackpropType.TruncatedBPTT);
    conf.setTbpttFwdLength(steps);
    conf.setTbpttBackLength(steps);
    return conf;
  }

  private static MultiLayerConfiguration rows(LossFunction loss, Activation activation) {
    return builder()
        .layer(new DenseLayer.Builder().nOut(5).activation(Activation.TANH).build())
        .layer(new OutputLayer.Builder(loss).nOut(CLASSES).activation(activation).build())
        .setInputType(InputType.feedForward(FEATURES))
        .build();
  }

  private static NeuralNetConfiguration.ListBuilder builder() {
    return new NeuralNetConfiguration.Builder().seed(5).updater(new Sgd(0.1)).list();
  }

  private static DataSet byExample() {
    DataSet rows = DataSet.merge(examples(EXAMPLES, CLASSES, 1, FEATURES));
    INDArray mask = Nd4j.ones(EXAMPLES, 1);
    mask.putScalar(3, 0);
    mask.putScalar(10, 0);
    rows.setLabelsMaskArray(mask);
    return rows;
  }

  private static DataSet byNumber() {
    DataSet rows = DataSet.merge(examples(EXAMPLES, CLASSES, 1, FEATURES));
    INDArray mask = Nd4j.ones(EXAMPLES, CLASSES);
    for (int i = 0; i < EXAMPLES; i++) {
      mask.putScalar(i, i * 7 % 3, 0);
    }
    rows.setLabelsMaskArray(mask);
    return rows;
  }

  /** Returns sets with sequences of some steps in one, and of more in the other. */
  private static List<DataSet> ragged() {
    DataSet all = sequences();
    List<DataSet> sets = new ArrayList<>();
    for (int i = 0; i < EXAMPLES; i++) {
      INDArrayIndex one = NDArrayIndex.interval(i, i + 1);
      INDArrayIndex steps = NDArrayIndex.interval(0, i % 2 == 0 ? STEPS : 4);
      sets.add(
          new DataSet(
              all.getFeatures().get(one, NDArrayIndex.all(), steps).dup(),
              all.getLabels().get(one, NDArrayIndex.all(), steps).dup()));
    }
    return sets;
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

  private static DataSet masked(@Nullable INDArray features, @Nullable INDArray labels) {
    DataSet examples = sequences();
    examples.setFeaturesMaskArray(features);
    examples.setLabelsMaskArray(labels);
    return examples;
  }

  private SparkDl4jMultiLayer trainer(MultiLayerConfiguration conf, String engine) {
    return new SparkDl4jMultiLayer(
        spark,
        conf,
        new BellowsTrainingMaster.Builder(2, 1)
            .batchSizePerWorker(8)
            .averagingFrequency(1)
            .engine(engine)
            .exportDirectory(directory.toString())
            .build());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void threeEpochsEndWhereTheirsDo(Case one) {
    MultiLayerNetwork expected = new MultiLayerNetwork(one.conf().clone());
    expected.init();
    SparkDl4jMultiLayer trainer = trainer(one.conf(), "torch");
    JavaRDD<DataSet> rdd = rdd(one.examples());
    boolean several = one.examples().size() > 1;
    DataSet all = several ? DataSet.merge(one.examples()) : one.examples().get(0);
    for (int epoch = 0; epoch < 3; epoch++) {
      expected.fit(all);
      trainer.fit(rdd);
    }
    INDArray difference = trainer.getNetwork().params().sub(expected.params());
    assertThat(difference.normmaxNumber().doubleValue()).isCloseTo(0, within(1e-5));
    assertThat(trainer.getScore()).isCloseTo(expected.score(), within(1e-4));
  }

  /** Theirs reads backwards from behind the end, so that it differs with and without padding. */
  @Test
  void bothDirectionsOfASequenceThatEndsEarlyAreThoseOfOneThatIsCutOff() {
    INDArray mask = mask((i, t) -> t < 4 ? 1 : 0);
    DataSet padded = masked(mask, mask);
    INDArrayIndex all = NDArrayIndex.all();
    INDArrayIndex steps = NDArrayIndex.interval(0, 4);
    DataSet cut =
        new DataSet(
            padded.getFeatures().get(all, all, steps).dup(),
            padded.getLabels().get(all, all, steps).dup());
    MultiLayerConfiguration conf = network(new Bidirectional(lstm()));
    MultiLayerNetwork expected = new MultiLayerNetwork(conf.clone());
    expected.init();
    SparkDl4jMultiLayer trainer = trainer(conf, "torch");
    JavaRDD<DataSet> rdd = rdd(List.of(padded));
    for (int epoch = 0; epoch < 3; epoch++) {
      expected.fit(cut);
      trainer.fit(rdd);
    }
    INDArray difference = trainer.getNetwork().params().sub(expected.params());
    assertThat(difference.normmaxNumber().doubleValue()).isCloseTo(0, within(1e-5));
  }

  @Test
  void aGravesLstmIsComputedByItsOwnClasses() {
    Layer graves =
        new GravesLSTM.Builder().nIn(FEATURES).nOut(5).activation(Activation.TANH).build();
    MultiLayerConfiguration conf = network(graves);
    MultiLayerNetwork expected = new MultiLayerNetwork(conf.clone());
    expected.init();
    SparkDl4jMultiLayer trainer = trainer(conf, "auto");
    expected.fit(sequences());
    trainer.fit(rdd(List.of(sequences())));
    INDArray difference = trainer.getNetwork().params().sub(expected.params());
    assertThat(difference.normmaxNumber().doubleValue()).isCloseTo(0, within(1e-5));
    JavaRDD<DataSet> masked = rdd(List.of(masked(early(), early())));
    assertThatThrownBy(() -> trainer.fit(masked))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("layer layer0 (GravesLSTM): there is no such layer or vertex here")
        .hasMessageContaining("the examples: masks and sequences of several lengths");
  }

  @Test
  void truncatedBackpropagationIsRefused() {
    assertRefused(
        truncated(STEPS - 1),
        sequences(),
        "the network: backpropagation through time is truncated after 6 steps");
  }

  @Test
  void whatMasksCannotSayIsListed() {
    assertRefused(
        network(both()),
        masked(early(), early()),
        "sequences end early, and each step has a label: model.layers.layer0_groups (reshape):"
            + " would mix the padding of sequences of different lengths");
    assertRefused(
        network(lstm()),
        masked(early(), null),
        "the examples: sequences of features end early, and their labels have no mask");
    assertRefused(
        rows(LossFunction.MCXENT, Activation.SOFTMAX),
        byNumber(),
        "the examples: a mask of single numbers of a label does not go with the loss MCXENT");
  }

  private void assertRefused(MultiLayerConfiguration conf, DataSet examples, String reason) {
    SparkDl4jMultiLayer trainer = trainer(conf, "auto");
    JavaRDD<DataSet> rdd = rdd(List.of(examples));
    assertThatThrownBy(() -> trainer.fit(rdd))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining(reason);
  }
}
