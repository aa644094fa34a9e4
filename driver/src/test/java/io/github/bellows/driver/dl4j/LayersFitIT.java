package io.github.bellows.driver.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Layers with statistics or parts that stay, and graphs, against Deeplearning4j's own training. */
class LayersFitIT extends Dl4jTest {
  private static final double EXACT = 1e-5;

  /** Their Adam adds its ε elsewhere, which shows where gradients are not far greater. */
  private static final double NO_EPSILON = 1e-16;

  private static final int CLASSES = 3;

  static Stream<FitCase> cases() {
    List<FitCase> cases = new ArrayList<>();
    long[] row = {12};
    InputType rows = InputType.feedForward(12);
    InputType images = InputType.convolutional(6, 5, 2);
    InputType lines = InputType.recurrent(4, 7);
    for (IUpdater updater :
        List.of(new Sgd(0.1), new Nesterovs(0.05, 0.9), new Adam(0.01, 0.9, 0.999, NO_EPSILON))) {
      String with = " with " + updater.getClass().getSimpleName();
      cases.add(
          new FitCase(
              "normalized rows" + with,
              network(updater, rows, dense(), new BatchNormalization()),
              row,
              1));
      BatchNormalization own =
          new BatchNormalization.Builder().decay(0.7).eps(1e-3).useLogStd(true).build();
      cases.add(
          new FitCase(
              "normalized images" + with,
              network(updater, images, conv(), own),
              new long[] {2, 6, 5},
              1));
      cases.add(
          new FitCase(
              "frozen" + with, network(updater, rows, new FrozenLayer(dense()), dense()), row, 2));
      cases.add(
          new FitCase(
              "frozen above" + with,
              network(updater, rows, dense(), new FrozenLayerWithBackprop(dense()), dense()),
              row,
              2));
      for (Bidirectional.Mode mode :
          List.of(Bidirectional.Mode.CONCAT, Bidirectional.Mode.ADD, Bidirectional.Mode.AVERAGE)) {
        cases.add(
            new FitCase(
                "bidirectional " + mode + with,
                network(
                    updater,
                    lines,
                    new Bidirectional(
                        mode, new LSTM.Builder().nOut(5).activation(Activation.TANH).build()),
                    new GlobalPoolingLayer(PoolingType.AVG)),
                new long[] {4, 7},
                2));
      }
    }
    return cases.stream();
  }

  private static DenseLayer dense() {
    return new DenseLayer.Builder().nOut(8).activation(Activation.TANH).build();
  }

  private static ConvolutionLayer conv() {
    // The normalization takes out what a bias adds.
    return new ConvolutionLayer.Builder(3, 3)
        .nOut(4)
        .hasBias(false)
        .activation(Activation.IDENTITY)
        .build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static MultiLayerConfiguration network(
      IUpdater updater, InputType input, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder().seed(5).updater(updater).list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    return list.layer(output()).setInputType(input).build();
  }

  private BellowsTrainingMaster master(int lanes, int batch) {
    return new BellowsTrainingMaster.Builder()
        .workers(lanes)
        .batchSizePerWorker(batch)
        .averagingFrequency(1)
        .engine("torch")
        .exportDirectory(directory.toString())
        .build();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void fiveRoundsEndWhereTheirsDo(FitCase one) {
    assertEndsWhereTheirsDoes(
        one,
        CLASSES,
        new SparkDl4jMultiLayer(spark, one.conf(), master(one.lanes(), 16 / one.lanes())));
  }

  private static MultiLayerNetwork fit(MultiLayerConfiguration conf, BellowsTrainingMaster master) {
    SparkDl4jMultiLayer trainer = new SparkDl4jMultiLayer(spark, conf, master);
    for (int round = 0; round < 5; round++) {
      trainer.fit(rdd(examples(16, CLASSES, round, 12)));
    }
    return trainer.getNetwork();
  }

  @Test
  void whatIsFrozenIsNotPulledTowardsZero() {
    MultiLayerConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .seed(5)
            .updater(new Nesterovs(0.05, 0.9))
            .l2(0.01)
            .list()
            .layer(dense())
            .layer(new FrozenLayerWithBackprop(dense()))
            .layer(output())
            .setInputType(InputType.feedForward(12))
            .build();
    MultiLayerNetwork before = new MultiLayerNetwork(conf.clone());
    before.init();
    MultiLayerNetwork found = fit(conf, master(2, 8));
    assertThat(found.getParam("1_W")).isEqualTo(before.getParam("1_W"));
    assertThat(found.getParam("0_W")).isNotEqualTo(before.getParam("0_W"));
  }

  @Test
  void aGraphWithTwoInputsAndTwoOutputs() {
    ComputationGraphConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .updater(new Nesterovs(0.05, 0.9))
            .graphBuilder()
            .addInputs("row", "line")
            .setInputTypes(InputType.feedForward(12), InputType.recurrent(4, 7))
            .addLayer("a", dense(), "row")
            .addLayer("b", new LSTM.Builder().nOut(5).activation(Activation.TANH).build(), "line")
            .addLayer("pooled", new GlobalPoolingLayer(PoolingType.MAX), "b")
            .addVertex("both", new MergeVertex(), "a", "pooled")
            .addLayer("class", output(), "both")
            .addLayer(
                "number",
                new OutputLayer.Builder(LossFunction.MSE)
                    .nOut(2)
                    .activation(Activation.IDENTITY)
                    .build(),
                "a")
            .setOutputs("class", "number")
            .build();
    ComputationGraph expected = new ComputationGraph(conf.clone());
    expected.init();
    SparkComputationGraph trainer = new SparkComputationGraph(spark, conf, master(2, 8));
    for (int round = 0; round < 5; round++) {
      DataSet rows = DataSet.merge(examples(16, CLASSES, round, 12));
      DataSet lines = DataSet.merge(examples(16, 2, 100 + round, 4, 7));
      List<org.nd4j.linalg.dataset.api.MultiDataSet> parts = new ArrayList<>();
      INDArray[] features = {rows.getFeatures(), lines.getFeatures()};
      INDArray[] labels = {rows.getLabels(), lines.getLabels()};
      parts.add(new MultiDataSet(features, labels));
      JavaRDD<org.nd4j.linalg.dataset.api.MultiDataSet> rdd = spark.parallelize(parts, 1);
      expected.fit(new MultiDataSet(features, labels));
      trainer.fitMultiDataSet(rdd);
    }
    assertThat(distance(trainer.getNetwork().params(), expected.params()))
        .isCloseTo(0, within(EXACT));
    assertThat(trainer.getScore()).isCloseTo(expected.score(), within(1e-4));
  }
}
