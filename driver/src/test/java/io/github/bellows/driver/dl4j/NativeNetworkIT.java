package io.github.bellows.driver.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.driver.run.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks with parts that have no equal in layers of ours. */
class NativeNetworkIT extends Dl4jTest {
  private static final int CLASSES = 3;

  private static MultiLayerConfiguration gated(IUpdater updater, double retain) {
    return new NeuralNetConfiguration.Builder()
        .seed(7)
        .updater(updater)
        .l2(0.01)
        .list()
        .layer(new GatedLayer(12, 16))
        .layer(
            new DenseLayer.Builder()
                .nIn(16)
                .nOut(8)
                .activation(Activation.TANH)
                .dropOut(retain)
                .build())
        .layer(classifier(8))
        .build();
  }

  private static ComputationGraphConfiguration graph() {
    return new NeuralNetConfiguration.Builder()
        .seed(7)
        .updater(new Sgd(0.1))
        .graphBuilder()
        .addInputs("in")
        .addLayer(
            "a",
            new DenseLayer.Builder().nIn(12).nOut(10).activation(Activation.TANH).build(),
            "in")
        .addVertex("unit length", new L2NormalizeVertex(), "a")
        .addLayer("out", classifier(10), "unit length")
        .setOutputs("out")
        .build();
  }

  private BellowsTrainingMaster.Builder master(int lanes, int batch) {
    return new BellowsTrainingMaster.Builder()
        .workers(lanes)
        .batchSizePerWorker(batch)
        .averagingFrequency(1)
        .exportDirectory(directory.toString());
  }

  private static List<JavaRDD<DataSet>> rounds(int count, int examples, long... shape) {
    return IntStream.range(0, count)
        .mapToObj(i -> rdd(examples(examples, CLASSES, i, shape)))
        .toList();
  }

  private static MultiLayerNetwork fit(
      MultiLayerConfiguration conf, BellowsTrainingMaster master, List<JavaRDD<DataSet>> rounds) {
    SparkDl4jMultiLayer trainer = new SparkDl4jMultiLayer(spark, started(conf), master);
    rounds.forEach(trainer::fit);
    return trainer.getNetwork();
  }

  /** Returns what Deeplearning4j itself makes of a network in the same rounds. */
  private static MultiLayerNetwork theirs(
      MultiLayerConfiguration conf, List<JavaRDD<DataSet>> rounds) {
    MultiLayerNetwork network = started(conf);
    rounds.forEach(round -> network.fit(merged(round)));
    return network;
  }

  private static DataSet merged(JavaRDD<DataSet> round) {
    return DataSet.merge(new ArrayList<>(round.collect()));
  }

  @Test
  void aLayerOfTheUsersTrainsLikeTheirs() {
    List<JavaRDD<DataSet>> rounds = rounds(5, 16, 12);
    MultiLayerNetwork expected = theirs(gated(new Sgd(0.1), 1), rounds);
    try (LogLines log = new LogLines("io.github.bellows.driver.dl4j")) {
      MultiLayerNetwork found = fit(gated(new Sgd(0.1), 1), master(2, 8).build(), rounds);
      assertClose(found, expected);
      assertThat(found.score()).isNotNaN();
      assertThat(found.getIterationCount()).isEqualTo(5);
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("layer layer0 (GatedLayer): there is no such layer or vertex here");
    }
  }

  @Test
  void momentumGoesOnFromFitToFit() {
    IUpdater updater = new Nesterovs(0.05, 0.9);
    List<JavaRDD<DataSet>> rounds = rounds(5, 16, 12);
    assertClose(
        fit(gated(updater, 1), master(2, 8).build(), rounds), theirs(gated(updater, 1), rounds));
  }

  /** All examples are equal, so that it does not matter who has which. */
  @Test
  void updatesBetweenTwoAveragesAreTheirs() {
    IUpdater updater = new Nesterovs(0.05, 0.9);
    List<DataSet> examples = Collections.nCopies(2 * 8 * 5, examples(1, CLASSES, 5, 12).get(0));
    DataSet batch = DataSet.merge(examples.subList(0, 8));
    MultiLayerNetwork expected = started(gated(updater, 1));
    for (int update = 0; update < 15; update++) {
      expected.fit(batch);
    }
    MultiLayerNetwork found =
        fit(
            gated(updater, 1),
            master(2, 8).averagingFrequency(5).build(),
            Collections.nCopies(3, rdd(examples)));
    assertThat(found.getIterationCount()).isEqualTo(15);
    assertClose(found, expected);
    assertThat(
            distance(
                found.getUpdater().getStateViewArray(), expected.getUpdater().getStateViewArray()))
        .isCloseTo(0, within(EXACT));
  }

  @Test
  void runningMeansAreTheirs() {
    MultiLayerConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .seed(7)
            .updater(new Sgd(0.1))
            .list()
            .layer(new GatedLayer(12, 6))
            .layer(new BatchNormalization.Builder().nIn(6).nOut(6).build())
            .layer(classifier(6))
            .build();
    List<JavaRDD<DataSet>> rounds = rounds(3, 16, 12);
    MultiLayerNetwork expected = theirs(conf.clone(), rounds);
    // One lane, since a mean over two lanes is not that over both.
    assertClose(fit(conf, master(1, 16).build(), rounds), expected);
  }

  @Test
  void sequencesStayAsTheyAre() {
    MultiLayerConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .seed(7)
            .updater(new Sgd(0.1))
            .list()
            .layer(new LSTM.Builder().nIn(4).nOut(5).activation(Activation.TANH).build())
            .layer(new GatedLayer(5, 6))
            .layer(
                new RnnOutputLayer.Builder(LossFunction.MSE)
                    .nIn(6)
                    .nOut(2)
                    .activation(Activation.IDENTITY)
                    .build())
            .inputPreProcessor(1, new RnnToFeedForwardPreProcessor())
            .inputPreProcessor(2, new FeedForwardToRnnPreProcessor())
            .build();
    Random random = new Random(3);
    List<DataSet> examples = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      INDArray features = Nd4j.createFromArray(gaussians(random, 4 * 7)).reshape(1, 4, 7);
      INDArray labels = Nd4j.createFromArray(gaussians(random, 2 * 7)).reshape(1, 2, 7);
      examples.add(new DataSet(features, labels));
    }
    List<JavaRDD<DataSet>> rounds = List.of(rdd(examples), rdd(examples));
    MultiLayerNetwork expected = theirs(conf.clone(), rounds);
    assertClose(fit(conf, master(2, 8).build(), rounds), expected);
  }

  private static float[] gaussians(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Test
  void frozenLayersStay() {
    MultiLayerConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .seed(7)
            .updater(new Adam(0.01))
            .l2(0.01)
            .list()
            .layer(
                new FrozenLayer(
                    new DenseLayer.Builder().nIn(12).nOut(9).activation(Activation.TANH).build()))
            .layer(new GatedLayer(9, 6))
            .layer(classifier(6))
            .build();
    List<JavaRDD<DataSet>> rounds = rounds(3, 16, 12);
    INDArray before = started(conf.clone()).getLayer(0).params();
    MultiLayerNetwork expected = theirs(conf.clone(), rounds);
    MultiLayerNetwork found = fit(conf, master(2, 8).build(), rounds);
    assertClose(found, expected);
    assertThat(found.getLayer(0).params()).isEqualTo(before);
  }

  @Test
  void aGraphWithAnUnknownVertexIsListedOrTrained() {
    List<JavaRDD<DataSet>> rounds = rounds(3, 16, 12);
    ComputationGraph expected = new ComputationGraph(graph());
    expected.init();
    ComputationGraph network = expected.clone();
    rounds.forEach(round -> expected.fit(merged(round)));
    assertThatThrownBy(
            () ->
                new SparkComputationGraph(spark, network, master(2, 8).engine("torch").build())
                    .fit(rounds.get(0)))
        .hasMessageContaining("vertex unit length (L2NormalizeVertex)");
    SparkComputationGraph trainer = new SparkComputationGraph(spark, network, master(2, 8).build());
    rounds.forEach(trainer::fit);
    assertClose(trainer.getNetwork(), expected);
  }

  @Test
  void oneWorkerAndTwoEndWithTheSameBits() throws IOException {
    MultiLayerConfiguration conf = gated(new Sgd(0.1), 0.5);
    MultiLayerNetwork two = fit(conf.clone(), master(4, 8).build(), rounds(2, 32, 12));
    assertThat(workers()).containsOnly(2);
    stopSpark();
    start("local[1]");
    MultiLayerNetwork one = fit(conf.clone(), master(4, 8).build(), rounds(2, 32, 12));
    assertThat(workers()).containsOnly(1, 2);
    stopSpark();
    startSpark();
    MultiLayerNetwork without =
        fit(gated(new Sgd(0.1), 1), master(4, 8).build(), rounds(2, 32, 12));
    assertThat(one.params()).isEqualTo(two.params());
    assertThat(one.params()).isNotEqualTo(without.params());
  }

  /** Returns how many workers each run had. */
  private List<Integer> workers() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Integer> workers = new ArrayList<>();
      for (Path file : files.filter(path -> path.endsWith("summary.json")).toList()) {
        workers.add(new ObjectMapper().readTree(file.toFile()).path("workers").asInt());
      }
      return workers;
    }
  }
}
