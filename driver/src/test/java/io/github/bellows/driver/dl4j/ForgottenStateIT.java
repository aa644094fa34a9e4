package io.github.bellows.driver.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What the page about the way over says of the updater's state, on both sides. */
class ForgottenStateIT extends Dl4jTest {
  private static final double RATE = 1e-3;
  private static final int WORKERS = 2;
  private static final int BATCH = 8;
  private static final int UPDATES = 5;
  private static final int FITS = 4;

  /** The longest step of theirs after many iterations: (1 - 0.9^5) / sqrt(1 - 0.999^5). */
  private static final double FIFTH = 5.80;

  private static final double FIRST = 3.16;

  private static MultiLayerConfiguration network() {
    return network(new Adam(RATE));
  }

  private static MultiLayerConfiguration network(IUpdater updater) {
    return new NeuralNetConfiguration.Builder()
        .seed(1)
        .updater(updater)
        .list()
        .layer(
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nIn(2)
                .nOut(2)
                .activation(Activation.SOFTMAX)
                .build())
        .build();
  }

  private static DataSet example() {
    return new DataSet(Nd4j.create(new double[][] {{1, -2}}), Nd4j.create(new double[][] {{0, 1}}));
  }

  private static TrainingMaster<?, ?> theirs() {
    return new ParameterAveragingTrainingMaster.Builder(WORKERS, 1)
        .batchSizePerWorker(BATCH)
        .averagingFrequency(UPDATES)
        .build();
  }

  private static TrainingMaster<?, ?> ours() {
    return new BellowsTrainingMaster.Builder(WORKERS, 1)
        .batchSizePerWorker(BATCH)
        .averagingFrequency(UPDATES)
        .build();
  }

  /** Returns a trainer behind many rounds on one example, whose gradient hardly changes. */
  private static SparkDl4jMultiLayer trained(TrainingMaster<?, ?> master) {
    JavaRDD<DataSet> round = rdd(Collections.nCopies(WORKERS * BATCH * UPDATES, example()));
    MultiLayerNetwork network = started(network());
    network.getLayerWiseConfigurations().setIterationCount(100_000);
    SparkDl4jMultiLayer trainer = new SparkDl4jMultiLayer(spark, network, master);
    for (int fit = 0; fit < FITS; fit++) {
      trainer.fit(round);
    }
    return trainer;
  }

  private static double stepsPerUpdate(SparkDl4jMultiLayer trainer) {
    double way = distance(trainer.getNetwork().params(), started(network()).params());
    return way / RATE / UPDATES / FITS;
  }

  @Test
  void theirsBeginsEachRoundWithZeros() {
    SparkDl4jMultiLayer trainer = trained(theirs());
    INDArray state = trainer.getNetwork().getUpdater().getStateViewArray();
    assertThat(state.normmaxNumber().doubleValue()).isZero();
    assertThat(stepsPerUpdate(trainer)).isBetween(FIRST, FIFTH);
  }

  @Test
  void oursKeepsIt() {
    SparkDl4jMultiLayer trainer = trained(ours());
    INDArray state = trainer.getNetwork().getUpdater().getStateViewArray();
    assertThat(state.normmaxNumber().doubleValue()).isPositive();
    MultiLayerNetwork alone = started(network());
    alone.getLayerWiseConfigurations().setIterationCount(100_000);
    for (int update = 0; update < UPDATES * FITS; update++) {
      alone.fit(example());
    }
    assertThat(distance(trainer.getNetwork().params(), alone.params())).isCloseTo(0, within(1e-4));
  }

  static Stream<Arguments> updaters() {
    // Without an ε that counts: theirs adds it elsewhere.
    return Stream.of(new Adam(0.01, 0.9, 0.999, 1e-16), new Nesterovs(0.05, 0.9))
        .flatMap(updater -> Stream.of(Arguments.of(updater, 1), Arguments.of(updater, UPDATES)));
  }

  /** Each worker has the same batch, so that it does not matter who has which. */
  @ParameterizedTest
  @MethodSource("updaters")
  void toldToForgetOursMovesAsTheirs(IUpdater updater, int frequency) {
    JavaRDD<DataSet> round = rdd(Collections.nCopies(WORKERS * BATCH * UPDATES, example()));
    SparkDl4jMultiLayer ours =
        new SparkDl4jMultiLayer(
            spark,
            network(updater),
            new BellowsTrainingMaster.Builder(WORKERS, 1)
                .batchSizePerWorker(BATCH)
                .averagingFrequency(frequency)
                .saveUpdater(false)
                .build());
    SparkDl4jMultiLayer theirs =
        new SparkDl4jMultiLayer(
            spark,
            network(updater),
            new ParameterAveragingTrainingMaster.Builder(WORKERS, 1)
                .batchSizePerWorker(BATCH)
                .averagingFrequency(frequency)
                .build());
    for (int fit = 0; fit < FITS; fit++) {
      ours.fit(round);
      theirs.fit(round);
    }
    assertThat(ours.getNetwork().getIterationCount())
        .isEqualTo(theirs.getNetwork().getIterationCount());
    assertThat(distance(ours.getNetwork().params(), theirs.getNetwork().params()))
        .isCloseTo(0, within(1e-5));
  }
}
