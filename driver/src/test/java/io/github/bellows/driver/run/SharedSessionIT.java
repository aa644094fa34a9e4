package io.github.bellows.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.LoadedConfig;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.TrainingListener;
import io.github.bellows.driver.train.TrainingLoop;
import io.github.bellows.driver.train.ValidationReport;
import io.github.bellows.worker.step.StepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs in a session that belongs to somebody else, who goes on with it whatever happens. */
@SuppressWarnings("NullAway.Init")
@Timeout(120)
class SharedSessionIT {
  private static final String CONFIG =
      """
      data:
        train: { format: digits, samples: 200, seed: 1 }
        validation: { format: digits, samples: 100, seed: 2 }
        scale: { divide: 255 }
      model:
        layers: [flatten, dense: { units: 10 }]
      optimizer:
        sgd: { learningRate: 0.1 }
      training: { epochs: 2, batch: 10, lanes: 2, logEverySteps: 1 }
      checkpoint: { everySteps: 4 }
      """;

  @TempDir static Path shared;
  @TempDir Path directory;

  private final Storage storage = new Storage(new Configuration());
  private SparkSession spark;

  @BeforeEach
  void ownersSession() {
    spark = Sessions.local(2);
    spark.sparkContext().setJobGroup("owner", "the owner's jobs", false);
  }

  @AfterEach
  void theOwnerGoesOn() {
    assertThat(spark.sparkContext().isStopped()).isFalse();
    assertThat(spark.sparkContext().getLocalProperty("spark.jobGroup.id")).isEqualTo("owner");
    assertThat(spark.sparkContext().getLocalProperty("spark.job.description"))
        .isEqualTo("the owner's jobs");
    assertThat(spark.sparkContext().getLocalProperty("spark.job.interruptOnCancel"))
        .isEqualTo("false");
    assertThat(spark.range(0, 1000, 1, 4).count()).isEqualTo(1000);
    assertThat(train("afterwards").end()).isEqualTo(TrainingLoop.End.COMPLETED);
    spark.stop();
  }

  private static LoadedConfig config(String... sets) {
    List<String> all = new ArrayList<>(List.of("data.prepared=" + shared.resolve("prepared")));
    all.addAll(List.of(sets));
    return ConfigLoader.load("shared.yaml", CONFIG, Map.of(), all);
  }

  private RunDirectory create(String name, LoadedConfig config) {
    return RunDirectories.create(
        storage, config, directory.resolve(name).toString(), Clock.systemUTC());
  }

  private RunResult train(String name, String... sets) {
    LoadedConfig config = config(sets);
    return new TrainingRun(spark, config.config(), create(name, config), new StopSignal())
        .run(List.of());
  }

  private static JsonNode json(Path file) {
    try {
      return new ObjectMapper().readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void assertStatus(String name, String state, ErrorCode code) {
    JsonNode status = json(directory.resolve(name).resolve("status.json"));
    assertThat(status.get("state").asText()).isEqualTo(state);
    assertThat(status.get("code").asText()).isEqualTo(code.name());
    assertThat(status.get("exitCode").asInt()).isEqualTo(code.exitCode());
  }

  private void assertFails(Runnable run, ErrorCode code, String messagePart) {
    assertThatThrownBy(run::run)
        .isInstanceOfSatisfying(TrainingException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(messagePart);
  }

  /** Does something once a step is done. */
  private static TrainingListener after(long step, Runnable action) {
    return new TrainingListener() {
      @Override
      public void stepped(StepReport report) {
        if (report.step() == step) {
          action.run();
        }
      }
    };
  }

  @Test
  void aRunThatDivergesDoesNoHarm() {
    assertFails(
        () -> train("nan", "optimizer.sgd.learningRate=1e38"), ErrorCode.DIVERGED, "must be fin");
    assertStatus("nan", "failed", ErrorCode.DIVERGED);
  }

  @Test
  void aCheckpointThatCannotBeWrittenEndsTheRun() throws IOException {
    LoadedConfig config = config();
    RunDirectory run = create("full", config);
    Files.writeString(directory.resolve("full/checkpoints"), "a file");
    assertFails(
        () -> new TrainingRun(spark, config.config(), run, new StopSignal()).run(List.of()),
        ErrorCode.CANNOT_WRITE,
        "cannot be written (");
    assertStatus("full", "failed", ErrorCode.CANNOT_WRITE);
  }

  @Test
  void aStopWhoseCheckpointFailsIsNotCalledResumable() throws IOException {
    LoadedConfig config = config();
    RunDirectory run = create("stop", config);
    Files.writeString(directory.resolve("stop/checkpoints"), "a file");
    StopSignal stop = new StopSignal();
    assertFails(
        () ->
            new TrainingRun(spark, config.config(), run, stop)
                .run(List.of(after(1, stop::request))),
        ErrorCode.CANNOT_WRITE,
        "cannot be written (");
    assertStatus("stop", "failed", ErrorCode.CANNOT_WRITE);
  }

  @Test
  void aListenerOfTheOwnersThatFailsEndsTheRun() {
    LoadedConfig config = config();
    RunDirectory run = create("listener", config);
    TrainingListener broken =
        after(
            5,
            () -> {
              throw new AssertionError("the owner's own");
            });
    assertFails(
        () -> new TrainingRun(spark, config.config(), run, new StopSignal()).run(List.of(broken)),
        ErrorCode.INTERNAL,
        "internal error: java.lang.AssertionError: the owner's own. See the log.");
    assertStatus("listener", "failed", ErrorCode.INTERNAL);
  }

  @Test
  void anInterruptedThreadStaysInterruptedAndTheRunCanBeResumed() {
    LoadedConfig config = config();
    RunDirectory run = create("thread", config);
    TrainingListener interrupting = after(5, () -> Thread.currentThread().interrupt());
    assertFails(
        () ->
            new TrainingRun(spark, config.config(), run, new StopSignal())
                .run(List.of(interrupting)),
        ErrorCode.INTERRUPTED,
        "training was interrupted. Continue with: bellows resume " + directory.resolve("thread"));
    assertThat(Thread.interrupted()).isTrue();
    assertStatus("thread", "stopped", ErrorCode.INTERRUPTED);
    new TrainingRun(spark, config.config(), run, new StopSignal()).run(List.of());
    assertThat(sha("thread")).isEqualTo(sha(train("whole").directory().path().getName()));
  }

  private String sha(String name) {
    return json(directory.resolve(name).resolve("summary.json")).get("parametersSha256").asText();
  }

  @Test
  void aSegmentThatIsInterruptedIsNotAnError() {
    LoadedConfig config = config("checkpoint.everySteps=1000", "training.epochs=400");
    RunDirectory run = create("long", config);
    TrainingListener interrupting = after(5, () -> Thread.currentThread().interrupt());
    assertFails(
        () ->
            new TrainingRun(spark, config.config(), run, new StopSignal())
                .run(List.of(interrupting)),
        ErrorCode.INTERRUPTED,
        "training was interrupted. ");
    assertThat(Thread.interrupted()).isTrue();
    assertStatus("long", "stopped", ErrorCode.INTERRUPTED);
  }

  @Test
  void aSessionThatIsStoppedUnderARunIsAnErrorAndNoHang() {
    LoadedConfig config = config();
    RunDirectory run = create("gone", config);
    TrainingListener stopping =
        new TrainingListener() {
          @Override
          public void validated(ValidationReport report) {
            spark.stop();
          }
        };
    try {
      assertFails(
          () ->
              new TrainingRun(spark, config.config(), run, new StopSignal()).run(List.of(stopping)),
          ErrorCode.INTERNAL,
          "See the log");
      assertStatus("gone", "failed", ErrorCode.INTERNAL);
    } finally {
      ownersSession();
    }
  }

  @Test
  void aStopWhilePreparingLeavesNothingHalfDone() throws IOException {
    Path prepared = directory.resolve("prepared");
    String[] sets = {
      "data.train.samples=20000", "training.steps=3", "data.prepared=" + prepared,
    };
    LoadedConfig config = config(sets);
    RunDirectory run = create("early", config);
    StopSignal stop = new StopSignal();
    SparkListener atEveryJob =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart started) {
            stop.request();
          }
        };
    spark.sparkContext().addSparkListener(atEveryJob);
    assertFails(
        () -> new TrainingRun(spark, config.config(), run, stop).run(List.of()),
        ErrorCode.INTERRUPTED,
        "stopped. Continue with: bellows resume " + directory.resolve("early"));
    spark.sparkContext().removeSparkListener(atEveryJob);
    assertStatus("early", "stopped", ErrorCode.INTERRUPTED);
    try (Stream<Path> left = Files.list(prepared)) {
      assertThat(left).isEmpty();
    }
    new TrainingRun(spark, config.config(), run, new StopSignal()).run(List.of());
    sets[2] = "data.prepared=" + directory.resolve("other");
    train("whole", sets);
    assertThat(sha("early")).isEqualTo(sha("whole"));
  }

  @Test
  void aStopBeforeItBeginsTakesNoStep() {
    LoadedConfig config = config();
    train("prepares");
    StopSignal stop = new StopSignal();
    stop.request();
    RunResult result =
        new TrainingRun(spark, config.config(), create("never", config), stop).run(List.of());
    assertThat(result.end()).isEqualTo(TrainingLoop.End.INTERRUPTED);
    assertThat(result.steps()).isZero();
    assertStatus("never", "stopped", ErrorCode.INTERRUPTED);
  }
}
