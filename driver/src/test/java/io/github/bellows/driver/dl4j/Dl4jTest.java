package io.github.bellows.driver.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What tests with networks of theirs share: a local context, and examples. */
@SuppressWarnings("NullAway.Init")
abstract class Dl4jTest {
  static final double EXACT = 1e-5;

  static JavaSparkContext spark;

  @TempDir Path directory;

  @BeforeAll
  static void startSpark() {
    start("local[2]");
  }

  static void start(String master) {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster(master)
                .setAppName("dl4j")
                .set("spark.ui.enabled", "false")
                .set("spark.sql.shuffle.partitions", "2"));
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  /** Returns examples of Gaussian features of a shape, each of one of the classes. */
  static List<DataSet> examples(int count, int classes, long seed, long... shape) {
    Random random = new Random(seed);
    List<DataSet> examples = new ArrayList<>();
    long[] one = new long[shape.length + 1];
    one[0] = 1;
    System.arraycopy(shape, 0, one, 1, shape.length);
    for (int i = 0; i < count; i++) {
      INDArray features = Nd4j.create(one);
      for (long k = 0; k < features.length(); k++) {
        features.putScalar(k, random.nextGaussian());
      }
      INDArray label = Nd4j.zeros(1, classes);
      label.putScalar(0, i % classes, 1);
      examples.add(new DataSet(features, label));
    }
    return examples;
  }

  /** Returns an output layer of three classes. */
  static OutputLayer classifier(int inputs) {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nIn(inputs)
        .nOut(3)
        .activation(Activation.SOFTMAX)
        .build();
  }

  /** Returns a network with its first parameters. */
  static MultiLayerNetwork started(MultiLayerConfiguration conf) {
    MultiLayerNetwork network = new MultiLayerNetwork(conf);
    network.init();
    return network;
  }

  /** Returns the largest difference of two elements. */
  static double distance(INDArray some, INDArray others) {
    return some.sub(others).normmaxNumber().doubleValue();
  }

  /** Asserts that two networks have the same parameters, as far as floats of two programs can. */
  static void assertClose(Model found, Model expected) {
    assertThat(distance(found.params(), expected.params())).isCloseTo(0, within(EXACT));
  }

  static JavaRDD<DataSet> rdd(List<DataSet> examples) {
    return spark.parallelize(examples, 2);
  }

  /**
   * Asserts that five rounds of batches of 16 end with the parameters and the updater's state of a
   * network of theirs that is fitted alone.
   */
  static void assertEndsWhereTheirsDoes(FitCase one, int classes, SparkDl4jMultiLayer trainer) {
    MultiLayerNetwork expected = started(one.conf().clone());
    for (int round = 0; round < 5; round++) {
      List<DataSet> examples = examples(16, classes, round, one.shape());
      expected.fit(DataSet.merge(examples));
      trainer.fit(rdd(examples));
    }
    assertThat(distance(trainer.getNetwork().params(), expected.params()))
        .isCloseTo(0, within(1e-5));
    INDArray state = expected.getUpdater().getStateViewArray();
    if (state != null) {
      INDArray found = trainer.getNetwork().getUpdater().getStateViewArray();
      assertThat(distance(found, state)).isCloseTo(0, within(1e-5));
    }
  }
}
