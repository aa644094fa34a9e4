package io.github.bellows.driver.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.driver.run.ExecutorProcesses;
import io.github.bellows.driver.run.Sessions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

/** {@code fit} on executors of their own, one of which is killed. */
@SuppressWarnings("NullAway.Init")
@Timeout(300)
class ExecutorLossIT {
  /** As users of Deeplearning4j set it. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "spark.kryo.registrator",
          "org.nd4j.kryo.Nd4jRegistrator",
          "spark.kryo.registrationRequired",
          "false");

  @TempDir Path directory;

  /** Networks that each engine computes. */
  static Stream<Layer> layers() {
    return Stream.of(
        new DenseLayer.Builder().nIn(12).nOut(16).activation(Activation.RELU).build(),
        new GatedLayer(12, 16));
  }

  private static MultiLayerConfiguration network(Layer first) {
    return new NeuralNetConfiguration.Builder()
        .seed(7)
        .updater(new Adam(0.01))
        .list()
        .layer(first)
        .layer(Dl4jTest.classifier(16))
        .build();
  }

  private MultiLayerNetwork fit(
      JavaSparkContext spark, Layer first, List<TrainingListener> listeners) {
    BellowsTrainingMaster master =
        new BellowsTrainingMaster.Builder()
            .workers(2)
            .batchSizePerWorker(4)
            .averagingFrequency(5)
            .exportDirectory(directory.toString())
            .build();
    SparkDl4jMultiLayer trainer = new SparkDl4jMultiLayer(spark, network(first), master);
    trainer.getNetwork().addListeners(listeners.toArray(TrainingListener[]::new));
    JavaRDD<DataSet> rdd = spark.parallelize(Dl4jTest.examples(4_000, 3, 1, 12), 2);
    trainer.fit(rdd);
    trainer.fit(rdd);
    return trainer.getNetwork();
  }

  /** Kills an executor once, behind an update. */
  private static final class Killer extends BaseTrainingListener {
    private final AtomicBoolean killed = new AtomicBoolean();

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      if (iteration >= 600 && !killed.get()) {
        killed.set(ExecutorProcesses.any().map(ProcessHandle::destroyForcibly).orElse(false));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void fitEndsWithTheSameParameters(Layer first) {
    Killer killer = new Killer();
    try (SparkSession session = Sessions.cluster(2, 1, 1024, SETTINGS)) {
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
      MultiLayerNetwork undisturbed = fit(spark, first, List.of());
      MultiLayerNetwork disturbed = fit(spark, first, List.of(killer));
      assertThat(killer.killed).isTrue();
      assertThat(disturbed.getIterationCount()).isEqualTo(1_000);
      assertThat(disturbed.params().toFloatVector())
          .containsExactly(undisturbed.params().toFloatVector());
      assertThat(disturbed.getUpdater().getStateViewArray().toFloatVector())
          .containsExactly(undisturbed.getUpdater().getStateViewArray().toFloatVector());
    }
  }
}
