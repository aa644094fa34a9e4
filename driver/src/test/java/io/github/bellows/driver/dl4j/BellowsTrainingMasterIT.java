package io.github.bellows.driver.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.error.TrainingException;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.termination.MaxTimeIterationTerminationCondition;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.earlystopping.SparkDataSetLossCalculator;
import org.deeplearning4j.spark.earlystopping.SparkEarlyStoppingTrainer;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** Training by the master, against Deeplearning4j's own on the same examples. */
class BellowsTrainingMasterIT extends Dl4jTest {
  /** Their Adam adds its ε before the bias correction, which shows where gradients are small. */
  private static final double EPSILON_ELSEWHERE = 1e-4;

  private static MultiLayerConfiguration mlp(IUpdater updater) {
    return new NeuralNetConfiguration.Builder()
        .seed(7)
        .updater(updater)
        .l2(0.01)
        .list()
        .layer(new DenseLayer.Builder().nIn(12).nOut(16).activation(Activation.TANH).build())
        .layer(classifier(16))
        .build();
  }

  private BellowsTrainingMaster.Builder ours() {
    return new BellowsTrainingMaster.Builder(2, 1)
        .batchSizePerWorker(8)
        .averagingFrequency(1)
        .exportDirectory(directory.toString());
  }

  private static ParameterAveragingTrainingMaster theirs(int frequency) {
    return new ParameterAveragingTrainingMaster.Builder(2, 1)
        .batchSizePerWorker(8)
        .averagingFrequency(frequency)
        .rddTrainingApproach(RDDTrainingApproach.Direct)
        .build();
  }

  /** Returns five sets of 16 examples: what two workers take in a step. */
  private static List<List<DataSet>> rounds() {
    return LongStream.rangeClosed(1, 5).mapToObj(seed -> examples(16, 3, seed, 12)).toList();
  }

  private static MultiLayerNetwork fit(
      TrainingMaster<?, ?> master, IUpdater updater, List<List<DataSet>> rounds) {
    SparkDl4jMultiLayer trainer = new SparkDl4jMultiLayer(spark, mlp(updater), master);
    rounds.forEach(round -> trainer.fit(rdd(round)));
    return trainer.getNetwork();
  }

  @Test
  void fiveRoundsOfDescentEndWhereTheirsDo() {
    MultiLayerNetwork expected = fit(theirs(1), new Sgd(0.1), rounds());
    MultiLayerNetwork found = fit(ours().build(), new Sgd(0.1), rounds());
    assertClose(found, expected);
    assertThat(found.getIterationCount()).isEqualTo(5);
    assertThat(found.getEpochCount()).isEqualTo(5);
  }

  static Stream<IUpdater> updaters() {
    MapSchedule rates =
        new MapSchedule.Builder(ScheduleType.ITERATION).add(0, 0.1).add(2, 0.05).build();
    return Stream.of(
        new Sgd(rates),
        new Nesterovs(0.05, 0.9),
        new Adam(0.01),
        new AMSGrad(0.01),
        new AdaMax(0.01),
        new RmsProp(0.01),
        new AdaGrad(0.05),
        new AdaDelta());
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void theUpdaterGoesOnFromFitToFit(IUpdater updater) {
    MultiLayerNetwork expected = started(mlp(updater));
    rounds().forEach(round -> expected.fit(DataSet.merge(round)));
    MultiLayerNetwork found = fit(ours().build(), updater, rounds());
    boolean elsewhere = updater instanceof Adam || updater instanceof AMSGrad;
    assertThat(distance(found.params(), expected.params()))
        .isCloseTo(0, within(elsewhere ? EPSILON_ELSEWHERE : EXACT));
    INDArray state = expected.getUpdater().getStateViewArray();
    if (state != null) {
      assertThat(distance(found.getUpdater().getStateViewArray(), state))
          .isCloseTo(0, within(EXACT));
    }
  }

  @Test
  void averagesParametersAfterStepsOfTheLanesOwn() {
    List<DataSet> examples = examples(160, 3, 1, 12);
    BellowsTrainingMaster master = ours().averagingFrequency(5).build();
    SparkDl4jMultiLayer trainer = new SparkDl4jMultiLayer(spark, mlp(new Adam(0.01)), master);
    JavaRDD<DataSet> rdd = rdd(examples);
    double before = trainer.getNetwork().score(DataSet.merge(examples));
    trainer.fit(rdd);
    trainer.fit(rdd);
    assertThat(trainer.getNetwork().getIterationCount()).isEqualTo(20);
    assertThat(trainer.getNetwork().score(DataSet.merge(examples))).isLessThan(before);
    File[] sets = directory.toFile().listFiles()[0].listFiles((d, name) -> name.startsWith("ex"));
    assertThat(sets).as("the RDD is prepared once").hasSize(1);
  }

  @Test
  void listenersHearOfEachUpdate() {
    List<String> heard = new ArrayList<>();
    SparkDl4jMultiLayer trainer = new SparkDl4jMultiLayer(spark, mlp(new Sgd(0.1)), ours().build());
    trainer
        .getNetwork()
        .addListeners(
            new BaseTrainingListener() {
              @Override
              public void iterationDone(Model model, int iteration, int epoch) {
                heard.add(iteration + " " + epoch + " " + model.score());
              }
            });
    JavaRDD<DataSet> rdd = rdd(examples(32, 3, 1, 12));
    trainer.fit(rdd);
    trainer.fit(rdd);
    assertThat(heard).hasSize(4);
    assertThat(heard.get(0)).startsWith("1 0 ");
    assertThat(heard.get(3)).isEqualTo("4 1 " + trainer.getScore());
  }

  @Test
  void aGraphWithTwoInputs() {
    ComputationGraphConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .updater(new Sgd(0.1))
            .graphBuilder()
            .addInputs("a", "b")
            .addLayer("da", new DenseLayer.Builder().nIn(4).nOut(5).build(), "a")
            .addLayer("db", new DenseLayer.Builder().nIn(3).nOut(6).build(), "b")
            .addVertex("both", new MergeVertex(), "da", "db")
            .addLayer("out", classifier(11), "both")
            .setOutputs("out")
            .build();
    MultiDataSet all =
        new MultiDataSet(
            new INDArray[] {Nd4j.rand(16, 4), Nd4j.rand(16, 3)},
            new INDArray[] {DataSet.merge(examples(16, 3, 1, 2)).getLabels()});
    ComputationGraph expected = new ComputationGraph(conf.clone());
    expected.init();
    expected.fit(all);
    SparkComputationGraph trainer = new SparkComputationGraph(spark, conf, ours().build());
    trainer.fitMultiDataSet(
        spark.parallelize(List.<org.nd4j.linalg.dataset.api.MultiDataSet>of(all), 1));
    assertClose(trainer.getNetwork(), expected);
  }

  @Test
  void filesOfExamples() {
    File files = directory.resolve("files").toFile();
    assertThat(files.mkdir()).isTrue();
    List<DataSet> examples = examples(16, 3, 1, 12);
    DataSet.merge(examples.subList(0, 9)).save(new File(files, "some.bin"));
    DataSet.merge(examples.subList(9, 16)).save(new File(files, "others.bin"));
    SparkDl4jMultiLayer trainer = new SparkDl4jMultiLayer(spark, mlp(new Sgd(0.1)), ours().build());
    trainer.fit(files.toString());
    MultiLayerNetwork expected = fit(ours().build(), new Sgd(0.1), List.of(examples));
    assertClose(trainer.getNetwork(), expected);
  }

  @Test
  void sequencesThatEndEarly() {
    MultiLayerConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .seed(5)
            .updater(new Sgd(0.1))
            .list()
            .layer(new LSTM.Builder().nIn(3).nOut(6).activation(Activation.TANH).build())
            .layer(new GlobalPoolingLayer.Builder(PoolingType.AVG).build())
            .layer(classifier(6))
            .build();
    INDArray mask = Nd4j.ones(16, 7);
    for (int i = 0; i < 16; i++) {
      for (int t = 2 + i % 5; t < 7; t++) {
        mask.putScalar(i, t, 0);
      }
    }
    DataSet all = DataSet.merge(examples(16, 3, 2, 3, 7));
    all.setFeaturesMaskArray(mask);
    MultiLayerNetwork expected = started(conf.clone());
    expected.fit(all);
    SparkDl4jMultiLayer trainer = new SparkDl4jMultiLayer(spark, conf, ours().build());
    trainer.fit(rdd(List.of(all)));
    assertClose(trainer.getNetwork(), expected);
  }

  @Test
  void earlyStoppingOnSpark() {
    List<DataSet> examples = examples(32, 3, 1, 12);
    EarlyStoppingConfiguration<MultiLayerNetwork> conf =
        new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
            .epochTerminationConditions(new MaxEpochsTerminationCondition(3))
            .iterationTerminationConditions(
                new MaxTimeIterationTerminationCondition(10, java.util.concurrent.TimeUnit.MINUTES))
            .scoreCalculator(new SparkDataSetLossCalculator(rdd(examples), true, spark.sc()))
            .modelSaver(new InMemoryModelSaver<>())
            .build();
    MultiLayerNetwork network = started(mlp(new Adam(0.01)));
    double before = network.score(DataSet.merge(examples));
    EarlyStoppingResult<MultiLayerNetwork> result =
        new SparkEarlyStoppingTrainer(spark.sc(), ours().build(), conf, network, rdd(examples))
            .fit();
    assertThat(result.getTotalEpochs()).isEqualTo(3);
    assertThat(result.getBestModelScore()).isLessThan(before);
  }

  @Test
  void examplesOfSeveralShapesAreNamed() {
    List<DataSet> mixed = new ArrayList<>(examples(8, 3, 1, 12));
    mixed.addAll(examples(8, 3, 1, 11));
    SparkDl4jMultiLayer trainer = new SparkDl4jMultiLayer(spark, mlp(new Sgd(0.1)), ours().build());
    JavaRDD<DataSet> rdd = rdd(mixed);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> trainer.fit(rdd))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("features of the shapes [[12]] and [[11]]");
  }
}
