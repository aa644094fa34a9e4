package io.github.bellows.driver.dl4j;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.TrainingException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Layers with a learning rate or regularization of their own, against Deeplearning4j's training.
 */
class LayerRatesIT extends Dl4jTest {
  private static final int CLASSES = 3;
  private static final long[] ROW = {12};

  static Stream<FitCase> cases() {
    List<FitCase> cases = new ArrayList<>();
    List<DoubleFunction<IUpdater>> updaters =
        List.of(
            Sgd::new,
            rate -> new Nesterovs(rate, 0.9),
            // Theirs adds ε elsewhere.
            rate -> new Adam(rate, 0.9, 0.999, 1e-16));
    for (DoubleFunction<IUpdater> updater : updaters) {
      String name = updater.apply(0.01).getClass().getSimpleName();
      cases.add(
          new FitCase(
              name + ", another rate below",
              network(
                  updater.apply(0.02),
                  dense().updater(updater.apply(0.005)).build(),
                  dense().build()),
              ROW,
              2));
      cases.add(
          new FitCase(
              name + ", above what is frozen",
              network(
                  updater.apply(0.02),
                  new FrozenLayer(dense().build()),
                  dense().updater(updater.apply(0.04)).build()),
              ROW,
              2));
      cases.add(
          new FitCase(
              name + ", biases",
              network(
                  updater.apply(0.02),
                  dense().biasUpdater(updater.apply(0.05)).build(),
                  new BatchNormalization.Builder().updater(updater.apply(0.01)).build(),
                  dense().updater(updater.apply(0.01)).biasUpdater(updater.apply(0.03)).build()),
              ROW,
              1));
      cases.add(
          new FitCase(
              name + ", both directions",
              network(
                  updater.apply(0.02),
                  new Bidirectional(
                      new LSTM.Builder()
                          .nOut(5)
                          .activation(Activation.TANH)
                          .updater(updater.apply(0.005))
                          .build()),
                  new GlobalPoolingLayer(PoolingType.MAX)),
              new long[] {4, 7},
              2));
      cases.add(
          new FitCase(
              name + ", pulls",
              network(
                  updater.apply(0.02),
                  dense().l2(0.1).build(),
                  dense().l1(0.01).build(),
                  dense().weightDecay(0.1, true).updater(updater.apply(0.01)).build()),
              ROW,
              2));
    }
    return cases.stream();
  }

  private static DenseLayer.Builder dense() {
    return new DenseLayer.Builder().nOut(8).activation(Activation.TANH);
  }

  private static MultiLayerConfiguration network(IUpdater updater, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder().seed(5).updater(updater).list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    boolean sequences = layers[0] instanceof Bidirectional;
    return list.layer(
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build())
        .setInputType(sequences ? InputType.recurrent(4, 7) : InputType.feedForward(12))
        .build();
  }

  private SparkDl4jMultiLayer trainer(MultiLayerConfiguration conf, int lanes) {
    return new SparkDl4jMultiLayer(
        spark,
        conf,
        new BellowsTrainingMaster.Builder()
            .workers(lanes)
            .batchSizePerWorker(16 / lanes)
            .averagingFrequency(1)
            .exportDirectory(directory.toString())
            .build());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void fiveRoundsEndWhereTheirsDo(FitCase one) {
    assertEndsWhereTheirsDoes(one, CLASSES, trainer(one.conf(), one.lanes()));
  }

  private void assertRefused(MultiLayerConfiguration conf, String reason) {
    SparkDl4jMultiLayer trainer = trainer(conf, 2);
    JavaRDD<DataSet> rdd = rdd(examples(16, CLASSES, 1, ROW));
    assertThatThrownBy(() -> trainer.fit(rdd))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void whatIsMoreThanARateIsListed() {
    assertRefused(
        network(new Adam(0.01), dense().build(), dense().updater(new Sgd(0.01)).build()),
        "layer layer1 (DenseLayer), W: the updater Sgd(");
    assertRefused(
        network(new Adam(0.01), dense().updater(new Adam(0.01, 0.8, 0.999, 1e-8)).build()),
        "layer layer1 (OutputLayer), W: the updater Adam(");
    assertRefused(
        network(new Sgd(0.01), dense().build(), dense().updater(new NoOp()).build()),
        "layer layer1 (DenseLayer), W: the updater NoOp() has no equal here");
    assertRefused(
        network(new Sgd(0.01), dense().l2Bias(0.1).build()),
        "layer layer0 (DenseLayer), b: is pulled towards zero, and only weights are here");
    assertRefused(
        network(new Sgd(0.01), new GatedLayer(12, 8), dense().updater(new Sgd(0.1)).build()),
        "layer layer1: has a learning rate or regularization of its own");
  }
}
