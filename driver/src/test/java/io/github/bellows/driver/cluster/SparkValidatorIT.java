package io.github.bellows.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.FeatureDecoding;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.data.SampleOrder;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.metric.ClassificationEvaluation;
import io.github.bellows.common.metric.Evaluation;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.run.Sessions;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.TestSamples;
import io.github.bellows.worker.task.Delivery;
import io.github.bellows.worker.task.EvaluationTask;
import io.github.bellows.worker.task.Supplies;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class SparkValidatorIT {
  private static final int SAMPLES = 2 * EvaluationTask.CHUNK + 100;
  private static final String NET =
      """
      input: [1, 2, 2]
      layers:
        - flatten
        - dense: { name: out, units: 3 }
      """;

  private static SparkSession spark;
  private static JavaSparkContext context;

  @TempDir static Path directory;

  @BeforeAll
  static void start() {
    spark = Sessions.local(3);
    context = JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static BlockSet samples() {
    return TestSamples.images(directory, Shape.of(1, 2, 2), 3, SAMPLES);
  }

  private static Evaluation evaluate(ScriptedEngines engines, int workers) {
    Network network = TestNetworks.of(NET);
    samples().close();
    Storage storage = new Storage(new Configuration());
    Supplies supplies = new Supplies(network, engines, FeatureDecoding.uniform(0, 255), storage);
    try (Delivery delivery = new Delivery(context, supplies)) {
      String set = storage.qualify(directory.toString()).toString();
      return new SparkValidator(context, delivery, set, workers).evaluate(new float[15]);
    }
  }

  /** Counts the labels, from which the scripted engine's figures follow. */
  private static long[] labels() {
    long[] counts = new long[3];
    try (BlockSet samples = samples()) {
      SampleBatch batch = new SampleBatch(samples.schema(), SAMPLES);
      samples.read(SampleOrder.stored(SAMPLES), 0, SAMPLES, batch);
      for (int i = 0; i < SAMPLES; i++) {
        counts[(int) batch.classes().get(i)]++;
      }
    }
    return counts;
  }

  @Test
  void measuresEverySampleOnceWhateverTheNumberOfWorkers() {
    long[] labels = labels();
    for (int workers : new int[] {1, 2, 3, 8}) {
      ScriptedEngines engines = new ScriptedEngines();
      ClassificationEvaluation figures = (ClassificationEvaluation) evaluate(engines, workers);
      assertThat(figures.count()).isEqualTo(SAMPLES);
      // Class 0 is found; 1 is taken for 0, and 2 for 1.
      assertThat(figures.accuracy()).isEqualTo((double) labels[0] / SAMPLES);
      assertThat(figures.confusion().get(0)).containsExactly(labels[0], 0L, 0L);
      assertThat(figures.confusion().get(1)).containsExactly(labels[1], 0L, 0L);
      assertThat(figures.confusion().get(2)).containsExactly(0L, labels[2], 0L);
      assertThat(figures.loss()).isEqualTo((labels[1] + 2.0 * labels[2]) / SAMPLES);
      assertThat(engines.open()).isZero();
    }
  }

  @Test
  void aFailedTaskSaysItsOwnReason() {
    ScriptedEngines engines = new ScriptedEngines();
    // The last chunk has 100 samples; its engine is closed all the same.
    engines.onEvaluation(
        100,
        () -> {
          throw new TrainingException(ErrorCode.BAD_DATA, "block-0: is damaged.");
        });
    assertThatThrownBy(() -> evaluate(engines, 2))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
        .hasMessage("block-0: is damaged.");
    assertThat(engines.open()).isZero();
  }

  @Test
  void theThreadKeepsItsOwnDescription() {
    context.sc().setJobDescription("my jobs");
    assertThat(evaluate(new ScriptedEngines(), 2).count()).isEqualTo(SAMPLES);
    assertThat(context.getLocalProperty("spark.job.description")).isEqualTo("my jobs");
    context.sc().setJobDescription(null);
    assertThat(evaluate(new ScriptedEngines(), 2).count()).isEqualTo(SAMPLES);
    assertThat(context.getLocalProperty("spark.job.description")).isNull();
    assertThat(context.getLocalProperty("spark.job.interruptOnCancel")).isNull();
  }
}
