package io.github.bellows.driver.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.LoadedConfig;
import io.github.bellows.common.drawn.Digits;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.train.RunDirectory;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file of {@code conf/examples} trains, falls, is saved, and is evaluated as in training. */
class ExamplesIT {
  private static final int SAMPLES = 64;
  private static final int STEPS = 12;

  private static SparkSession spark;

  @TempDir static Path shared;
  @TempDir Path directory;

  private final Storage storage = new Storage(new Configuration());

  @BeforeAll
  static void start() throws IOException {
    spark = Sessions.local(2);
    writeDigits(1, "train");
    writeDigits(2, "t10k");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /** Writes drawn digits as the two files of an IDX set. */
  private static void writeDigits(long seed, String name) throws IOException {
    Digits digits = new Digits(seed);
    byte[] pixels = new byte[Digits.PIXELS];
    try (DataOutputStream images = file(name + "-images-idx3-ubyte");
        DataOutputStream labels = file(name + "-labels-idx1-ubyte")) {
      for (int header : new int[] {0x803, SAMPLES, Digits.SIZE, Digits.SIZE}) {
        images.writeInt(header);
      }
      labels.writeInt(0x801);
      labels.writeInt(SAMPLES);
      for (int i = 0; i < SAMPLES; i++) {
        labels.write(digits.draw(i, pixels));
        images.write(pixels);
      }
    }
  }

  private static DataOutputStream file(String name) throws IOException {
    return new DataOutputStream(Files.newOutputStream(shared.resolve(name)));
  }

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../conf/examples"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void trainsAFewStepsAndIsSavedAndReadBack(Path file) throws IOException {
    LoadedConfig config =
        ConfigLoader.load(file.toString(), Files.readString(file), Map.of(), settings(file));
    RunDirectory run =
        RunDirectories.create(
            storage, config, directory.resolve("run").toString(), Clock.systemUTC());
    RunResult result =
        new TrainingRun(spark, config.config(), run, new StopSignal()).run(List.of());
    assertThat(result.steps()).isEqualTo(STEPS);
    List<Double> losses = losses(run);
    assertThat(mean(losses.subList(STEPS - 3, STEPS))).isLessThan(mean(losses.subList(0, 3)));
    SavedModel model = SavedModel.open(storage, run.path().toString());
    org.apache.hadoop.fs.Path prepared = PreparedRoot.of(config.config(), storage);
    assertThat(
            new ModelEvaluation(spark, storage, "auto")
                .evaluate(
                    model,
                    Objects.requireNonNull(
                        Objects.requireNonNull(config.config().data().validation()).source()),
                    prepared))
        .isEqualTo(result.validation());
  }

  /** Few samples of the same kind, and steps enough that the loss falls. */
  private static List<String> settings(Path file) throws IOException {
    List<String> sets =
        new ArrayList<>(
            List.of(
                "data.prepared=" + shared.resolve("prepared"),
                "training.steps=" + STEPS,
                "training.epochs=" + STEPS,
                "training.batch=16",
                "training.lanes=2",
                "training.logEverySteps=1"));
    if (Files.readString(file).contains("format: idx")) {
      for (String[] part : new String[][] {{"train", "train"}, {"validation", "t10k"}}) {
        String begin = shared.resolve(part[1]).toString();
        sets.add("data." + part[0] + ".features=" + begin + "-images-idx3-ubyte");
        sets.add("data." + part[0] + ".labels=" + begin + "-labels-idx1-ubyte");
      }
    } else {
      sets.add("data.train.samples=" + SAMPLES);
      sets.add("data.validation.samples=" + SAMPLES);
    }
    return sets;
  }

  private static List<Double> losses(RunDirectory run) throws IOException {
    List<Double> losses = new ArrayList<>();
    for (String line : new String(run.storage().read(run.metrics()), UTF_8).lines().toList()) {
      JsonNode json = new ObjectMapper().readTree(line);
      if (json.get("type").asText().equals("step")) {
        losses.add(json.get("loss").asDouble());
      }
    }
    return losses;
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }
}
