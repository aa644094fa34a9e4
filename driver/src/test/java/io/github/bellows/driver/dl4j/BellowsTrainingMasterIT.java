package io.github.bellows.driver.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class BellowsTrainingMasterIT extends Dl4jTest {
  private static MultiLayerConfiguration mlp() {
    return new NeuralNetConfiguration.Builder()
        .seed(7)
        .updater(new Sgd(0.1))
        .l2(0.01)
        .list()
        .layer(new DenseLayer.Builder().nIn(12).nOut(16).activation(Activation.TANH).build())
        .layer(
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nIn(16)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build())
        .build();
  }

  private BellowsTrainingMaster ours(int frequency) {
    return new BellowsTrainingMaster.Builder()
        .workers(2)
        .batchSizePerWorker(8)
        .averagingFrequency(frequency)
        .exportDirectory(directory.toString())
        .build();
  }

  private static MultiLayerNetwork fit(TrainingMaster<?, ?> master, List<JavaRDD<DataSet>> rounds) {
    MultiLayerNetwork network = new MultiLayerNetwork(mlp());
    network.init();
    SparkDl4jMultiLayer trainer = new SparkDl4jMultiLayer(spark, network, master);
    rounds.forEach(trainer::fit);
    return trainer.getNetwork();
  }

  @Test
  void fiveRoundsOfDescentEndWhereTheirsDo() {
    List<JavaRDD<DataSet>> rounds =
        List.of(1, 2, 3, 4, 5).stream().map(i -> rdd(examples(16, 3, i, 12))).toList();
    TrainingMaster<?, ?> theirs =
        new ParameterAveragingTrainingMaster.Builder(2, 1)
            .batchSizePerWorker(8)
            .averagingFrequency(1)
            .rddTrainingApproach(RDDTrainingApproach.Direct)
            .build();
    MultiLayerNetwork expected = fit(theirs, rounds);
    MultiLayerNetwork found = fit(ours(1), rounds);
    INDArray difference = found.params().sub(expected.params());
    assertThat(difference.normmaxNumber().doubleValue()).isCloseTo(0, within(1e-5));
    assertThat(found.getIterationCount()).isEqualTo(5);
    assertThat(found.getEpochCount()).isEqualTo(5);
  }
}
