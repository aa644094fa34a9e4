package io.github.bellows.driver.dl4j;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.TrainingException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Examples that no network can be trained with are refused in words, before anything is made. */
class BadExamplesIT extends Dl4jTest {
  private static final double[] FIRST = {1, 0};

  private static DataSet example(double[] features, double[] labels) {
    return new DataSet(row(features), row(labels));
  }

  private static INDArray row(double... values) {
    return Nd4j.create(new double[][] {values});
  }

  static Stream<Arguments> examples() {
    DataSet good = example(new double[] {1, 2}, FIRST);
    DataSet wide = example(new double[] {1, 2, 3}, FIRST);
    return Stream.of(
        bad("the training RDD: is empty. Give at least one example."),
        bad(
            "the training RDD: has examples with features of the shapes [[2]] and [[3]]. Give"
                + " examples of one shape; sequences alone may differ in their steps.",
            good,
            wide),
        bad(
            "the network: layer layer0: has the parameter layer0.weight of 12 elements for the"
                + " inputs there are, but 8 of its own. Give features of the size that the layer"
                + " takes.",
            wide),
        bad(
            "the training RDD: has labels of 3 numbers for layer1, which makes 2. Give labels of"
                + " the size that the layer makes.",
            example(new double[] {1, 2}, new double[] {1, 0, 0})),
        bad(
            "the training RDD: has an element that is null. Give features and labels with every"
                + " example.",
            good,
            null),
        bad(
            "the training RDD: has an element without labels. Give features and labels with every"
                + " example.",
            new DataSet(row(1, 2), null)));
  }

  private static Arguments bad(String message, @Nullable DataSet... examples) {
    return Arguments.of(message, Arrays.asList(examples));
  }

  private static SparkDl4jMultiLayer trainer() {
    MultiLayerConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(new DenseLayer.Builder().nIn(2).nOut(4).activation(Activation.TANH).build())
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nIn(4)
                    .nOut(2)
                    .activation(Activation.SOFTMAX)
                    .build())
            .build();
    return new SparkDl4jMultiLayer(spark, conf, new BellowsTrainingMaster.Builder(2, 1).build());
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theReasonIsSaid(String message, List<DataSet> examples) {
    JavaRDD<DataSet> rdd = spark.parallelize(examples, 1);
    SparkDl4jMultiLayer trainer = trainer();
    assertThatThrownBy(() -> trainer.fit(rdd))
        .isInstanceOf(TrainingException.class)
        .hasMessage(message);
  }

  @Test
  void whatTheUsersOwnCodeThrowsIsTold() {
    JavaRDD<DataSet> rdd =
        spark
            .parallelize(List.of(1), 1)
            .map(
                number -> {
                  throw new IllegalStateException("the reader of the user failed");
                });
    SparkDl4jMultiLayer trainer = trainer();
    assertThatThrownBy(() -> trainer.fit(rdd)).hasRootCauseMessage("the reader of the user failed");
  }
}
