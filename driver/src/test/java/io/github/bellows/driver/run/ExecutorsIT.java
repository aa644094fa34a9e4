package io.github.bellows.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.config.LabelConfig;
import io.github.bellows.common.config.ScaleConfig;
import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.metric.Evaluation;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.cluster.Slots;
import io.github.bellows.driver.cluster.SparkStatistics;
import io.github.bellows.driver.cluster.SparkValidator;
import io.github.bellows.driver.prepare.Preparation;
import io.github.bellows.driver.prepare.PreparedData;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.torch.TorchProvider;
import io.github.bellows.worker.task.Delivery;
import io.github.bellows.worker.task.Supplies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On executors in JVMs of their own, everything is as in the driver's: to the bit. */
@SuppressWarnings("NullAway.Init")
@Timeout(120)
class ExecutorsIT {
  private static final Network NETWORK =
      TestNetworks.of(
          """
          input: [1, 28, 28]
          layers:
            - conv2d: { filters: 4, kernel: 5, stride: 2 }
            - batchNorm
            - relu
            - flatten
            - dense: { name: out, units: 10 }
          """);
  private static final int SAMPLES = 1100;
  private static final int SLOTS = 2;

  @TempDir static Path directory;

  private static final Storage STORAGE = new Storage(new Configuration());

  private static Work expected;
  private static SparkSession spark;

  /** What a session makes of the same data, network and parameters. */
  private record Work(
      Map<String, byte[]> blocks,
      Evaluation evaluation,
      float[] statistics,
      List<String> predictions) {}

  @BeforeAll
  static void start() {
    SparkSession local = Sessions.local(SLOTS);
    try {
      expected = work(local, directory.resolve("local"));
    } finally {
      local.stop();
    }
    spark = Sessions.cluster(SLOTS, 1, 1024);
    // Executors come after the session.
    assertThat(Slots.of(spark.sparkContext(), Integer.MAX_VALUE).available()).isEqualTo(SLOTS);
  }

  @AfterAll
  static void stop() {
    if (spark != null) {
      spark.stop();
    }
  }

  private static SourceConfig digits() {
    return new SourceConfig("digits", null, null, null, Map.of(), SAMPLES, 1);
  }

  private static Work work(SparkSession session, Path place) {
    DataConfig data =
        DataConfig.of(digits(), new LabelConfig("label", LabelConfig.Kind.CLASS))
            .withScale(new ScaleConfig(0, 255, false));
    PreparedData prepared =
        new Preparation(session, STORAGE)
            .prepare(data, 1, STORAGE.qualify(place.resolve("prepared").toString()));
    float[] parameters = NETWORK.initialParameters(7);
    SavedModel model =
        new SavedModel(prepared.train(), NETWORK, parameters, prepared.preprocessing());
    Evaluation evaluation =
        new ModelEvaluation(session, STORAGE, "torch").evaluate(model, prepared.train());
    return new Work(
        files(Path.of(prepared.train().toUri().getPath())),
        evaluation,
        measured(session, prepared),
        predictions(session, model, place.resolve("predictions")));
  }

  private static float[] measured(SparkSession session, PreparedData prepared) {
    float[] values = NETWORK.initialParameters(7);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
    Supplies supplies =
        new Supplies(NETWORK, new TorchProvider(), prepared.preprocessing().decoding(), STORAGE);
    try (Delivery delivery = new Delivery(context, supplies)) {
      new SparkStatistics(context, delivery, prepared.train().toString(), 32, SLOTS)
          .measure(values);
    }
    return values;
  }

  private static List<String> predictions(SparkSession session, SavedModel model, Path target) {
    new Prediction(session, STORAGE, "torch")
        .write(model, digits(), STORAGE.qualify(target.toString()), Prediction.Format.PARQUET);
    List<String> rows = new ArrayList<>();
    Dataset<Row> written = session.read().parquet(target.toString());
    for (Row row : written.drop("features").collectAsList()) {
      rows.add(row.toString());
    }
    return rows.stream().sorted().toList();
  }

  private static Map<String, byte[]> files(Path set) {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> listed = Files.list(set)) {
      for (Path file : listed.toList()) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  @Test
  void preparesEvaluatesMeasuresAndPredictsTheSame() {
    Work work = work(spark, directory.resolve("cluster"));
    assertThat(work.blocks().keySet()).isEqualTo(expected.blocks().keySet());
    work.blocks()
        .forEach(
            (name, bytes) -> assertThat(bytes).as(name).isEqualTo(expected.blocks().get(name)));
    assertThat(work.evaluation()).isEqualTo(expected.evaluation());
    assertThat(work.evaluation().count()).isEqualTo(SAMPLES);
    assertThat(work.statistics())
        .isEqualTo(expected.statistics())
        .isNotEqualTo(NETWORK.initialParameters(7));
    assertThat(work.predictions()).hasSize(SAMPLES).isEqualTo(expected.predictions());
  }

  private static PreparedData prepared(String name) {
    DataConfig data = DataConfig.of(digits(), new LabelConfig("label", LabelConfig.Kind.CLASS));
    return new Preparation(spark, STORAGE)
        .prepare(data, 1, STORAGE.qualify(directory.resolve(name).toString()));
  }

  private static void assertFails(ThrowingCallable job, ErrorCode code, String message) {
    assertThatThrownBy(job)
        .isInstanceOfSatisfying(TrainingException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageStartingWith(message);
  }

  @Test
  void aBlockThatAnExecutorFindsDamagedIsNamed() throws IOException {
    PreparedData prepared = prepared("damaged");
    Path block = Path.of(prepared.train().toUri().getPath(), "block-00000-00.bin");
    byte[] bytes = Files.readAllBytes(block);
    bytes[bytes.length / 2] ^= 1;
    Files.write(block, bytes);
    SavedModel model =
        new SavedModel(
            prepared.train(), NETWORK, NETWORK.initialParameters(7), prepared.preprocessing());
    assertFails(
        () -> new ModelEvaluation(spark, STORAGE, "torch").evaluate(model, prepared.train()),
        ErrorCode.BAD_DATA,
        block.toString());
  }

  @Test
  void aSetThatOnlyTheDriverSeesIsNamed() throws IOException {
    PreparedData prepared = prepared("unseen");
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Supplies supplies =
        new Supplies(NETWORK, new TorchProvider(), prepared.preprocessing().decoding(), STORAGE);
    try (Delivery delivery = new Delivery(context, supplies)) {
      String set = prepared.train().toString();
      assertThat(supplies.open(set).samples()).isEqualTo(SAMPLES);
      STORAGE.delete(prepared.train());
      SparkValidator validator = new SparkValidator(context, delivery, set, SLOTS);
      assertFails(
          () -> validator.evaluate(NETWORK.initialParameters(7)),
          ErrorCode.INPUT_MISSING,
          "data.prepared = "
              + prepared.train().getParent().toUri().getPath()
              + ": the driver has this directory, but the executor on ");
    }
  }

  @Test
  void aBadRowThatAnExecutorFindsIsNamedOnce() throws IOException {
    Path table = directory.resolve("bad.csv");
    Files.writeString(table, "x,kind\n1,a\n2,b\nmany,b\n");
    SourceConfig source =
        new SourceConfig("csv", table.toString(), null, null, Map.of("header", "true"), 0, 0);
    assertFails(
        () ->
            new Preparation(spark, STORAGE)
                .prepare(
                    DataConfig.of(source, new LabelConfig("kind", LabelConfig.Kind.CLASS)),
                    1,
                    STORAGE.qualify(directory.resolve("bad").toString())),
        ErrorCode.BAD_DATA,
        table + ":4: ");
  }

  @Test
  void threeWorkersOnTwoSlotsAreTooMany() {
    Slots slots = Slots.of(spark.sparkContext(), 3);
    assertThat(slots.available()).isEqualTo(SLOTS);
    assertThatThrownBy(() -> slots.workers(3, 4))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_CAPACITY))
        .hasMessage(
            "cluster.workers = 3: there are 2 task slots (2 executors on local-cluster[2,1,1024],"
                + " spark.task.cpus = 1), and the workers must run at the same time. Use --master"
                + " 'local-cluster[3,1,1024]', or cluster.workers: auto.");
  }
}
