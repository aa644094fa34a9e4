package io.github.bellows.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bellows.driver.run.Sessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateAndPredictIT extends CommandLineTest {
  private static Path model;

  @BeforeAll
  static void trainOnce(@TempDir Path runs) {
    model = runs.resolve("run");
    assertThat(train(config(), model).code()).isZero();
  }

  private static Ended evaluate(String... args) {
    String[] all = Stream.concat(Stream.of("evaluate"), Stream.of(args)).toArray(String[]::new);
    return run(all);
  }

  private static String prepared() {
    return shared.resolve("prepared").toString();
  }

  private static JsonNode validation() {
    return json(model.resolve("summary.json")).get("validation");
  }

  @Test
  void withoutDataItMeasuresTheRunsValidationData() {
    Ended ended = evaluate(model.toString(), "--json", "--master", "local[1]");
    assertThat(ended.code()).isZero();
    assertThat(json(ended.out())).isEqualTo(validation());
    Ended files = evaluate(model.resolve("model").toString(), "--json", "--master", "local[2]");
    assertThat(files.out()).as("of the model's own directory").isEqualTo(ended.out());
  }

  @Test
  void aConfigurationAndAPathGiveTheSameFigures() {
    Ended byConfig =
        evaluate(model.toString(), config().toString(), "--json", "--master", "local[2]");
    assertThat(json(byConfig.out())).isEqualTo(validation());
    Ended byPath =
        evaluate(
            model.toString(),
            shared.resolve("test.csv").toString(),
            "--json",
            "--prepared",
            prepared(),
            "--master",
            "local[2]");
    assertThat(json(byPath.out())).isEqualTo(validation());
  }

  @Test
  void aPersonReadsATable() {
    Ended ended = evaluate(model.toString(), "--master", "local[1]");
    assertThat(ended.code()).isZero();
    assertThat(ended.out())
        .startsWith("samples                90\n")
        .contains("\naccuracy               0.", "\nclass  ", "\nabove  ", "\nbelow  ")
        .contains("\nconfusion: rows are true classes");
  }

  @Test
  void dataThatDoesNotFitIsNamed() {
    Path other = write(directory.resolve("other.csv"), "x,y,kind\n0.5,0.5,beside\n");
    Ended ended =
        evaluate(
            model.toString(), other.toString(), "--prepared", prepared(), "--master", "local[1]");
    assertThat(ended.code()).isEqualTo(65);
    assertThat(ended.error()).startsWith("bellows: " + other + ":2: ").contains("'beside'");
    Ended absent =
        evaluate(model.toString(), directory.resolve("no.csv").toString(), "--master", "local[1]");
    assertThat(absent.code()).isEqualTo(66);
  }

  @Test
  void imagesAreMeasuredByPath() {
    Path images = directory.resolve("tiny-images-idx3-ubyte");
    Path labels = directory.resolve("tiny-labels-idx1-ubyte");
    writeIdx(images, labels);
    Path config =
        write(
            directory.resolve("images.yaml"),
            """
            data:
              train: { format: idx, features: %s, labels: %s }
              scale: { divide: 255 }
              prepared: %s
            model:
              input: [1, 2, 2]
              layers: [flatten, dense: { name: out, units: 3 }]
            training: { epochs: 2, batch: 8, lanes: 2 }
            """
                .formatted(images, labels, prepared()));
    Path run = directory.resolve("images");
    assertThat(train(config, run).code()).isZero();
    Ended ended =
        evaluate(
            run.toString(),
            images.toString(),
            "--json",
            "--prepared",
            prepared(),
            "--master",
            "local[2]");
    assertThat(ended.code()).isZero();
    JsonNode figures = json(ended.out());
    assertThat(figures.get("samples").asInt()).isEqualTo(60);
    assertThat(figures.get("labels")).hasSize(3);
    assertThat(figures.get("confusion")).hasSize(3);
    assertThat(figures.get("accuracy").asDouble()).isBetween(0.0, 1.0);
  }

  /** Writes 60 images of 2 × 2 bytes; the brightest of the first three tells the class. */
  private static void writeIdx(Path images, Path labels) {
    byte[] pixels = new byte[16 + 240];
    pixels[2] = 8;
    pixels[3] = 3;
    pixels[7] = 60;
    pixels[11] = 2;
    pixels[15] = 2;
    byte[] classes = new byte[8 + 60];
    classes[2] = 8;
    classes[3] = 1;
    classes[7] = 60;
    for (int i = 0; i < 60; i++) {
      pixels[16 + 4 * i + i % 3] = (byte) (100 + i);
      classes[8 + i] = (byte) (i % 3);
    }
    try {
      Files.write(images, pixels);
      Files.write(labels, classes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Ended predict(Path in, String out, String... more) {
    return run(
        Stream.concat(
                Stream.of(
                    "predict",
                    model.toString(),
                    in.toString(),
                    directory.resolve(out).toString(),
                    "--master",
                    "local[2]"),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private static double accuracy(List<Row> rows) {
    return (double)
            rows.stream().filter(row -> row.getAs("kind").equals(row.getAs("prediction"))).count()
        / rows.size();
  }

  @Test
  void predictionsInParquetAgreeWithTheEvaluation() {
    Ended ended = predict(shared.resolve("test.csv"), "out");
    assertThat(ended.code()).isZero();
    assertThat(ended.out()).isEqualTo("predictions: " + directory.resolve("out") + "\n");
    try (SparkSession spark = Sessions.local(1)) {
      var read = spark.read().parquet(directory.resolve("out").toString());
      assertThat(read.columns()).containsExactly("x", "y", "kind", "prediction", "probability");
      List<Row> rows = read.collectAsList();
      assertThat(rows).hasSize(90);
      assertThat(accuracy(rows)).isEqualTo(validation().get("accuracy").asDouble());
      for (Row row : rows) {
        List<Float> probability = row.getList(4);
        assertThat(probability.get(0) + probability.get(1)).isCloseTo(1f, within(1e-5f));
        // Classes are in the order of their names.
        String likely = probability.get(0) >= probability.get(1) ? "above" : "below";
        assertThat(row.<String>getAs("prediction")).isEqualTo(likely);
      }
    }
  }

  @Test
  void predictionsInCsvAgreeWithThoseInParquet() {
    Ended ended = predict(config(), "out.csv");
    assertThat(ended.code()).isZero();
    try (SparkSession spark = Sessions.local(1)) {
      var read =
          spark
              .read()
              .option("header", "true")
              .option("inferSchema", "true")
              .csv(directory.resolve("out.csv").toString());
      assertThat(read.columns())
          .containsExactly(
              "x", "y", "kind", "prediction", "probability_above", "probability_below");
      List<Row> rows = read.collectAsList();
      assertThat(rows).hasSize(90);
      assertThat(accuracy(rows)).isEqualTo(validation().get("accuracy").asDouble());
      assertThat(rows)
          .allSatisfy(
              row -> assertThat(row.getDouble(4) + row.getDouble(5)).isCloseTo(1, within(1e-5)));
    }
  }

  @Test
  void labelsAreNotNeeded() {
    Path bare = write(directory.resolve("bare.csv"), "y,x\n0.5,-0.5\n-0.5,0.9\n");
    assertThat(predict(bare, "bare", "--as", "CSV").code()).isZero();
    String text = parts(directory.resolve("bare"));
    assertThat(text).startsWith("y,x,prediction,").contains("0.5,-0.5,below", "-0.5,0.9,above");
  }

  private static String parts(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      StringBuilder text = new StringBuilder();
      files
          .filter(file -> file.getFileName().toString().startsWith("part-"))
          .sorted()
          .forEach(file -> text.append(read(file)));
      return text.toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aTargetThatExistsIsLeftAlone() {
    write(directory.resolve("taken"), "mine");
    Ended ended = predict(shared.resolve("test.csv"), "taken");
    assertThat(ended.code()).isEqualTo(73);
    assertThat(ended.error())
        .isEqualTo(
            "bellows: "
                + directory.resolve("taken")
                + ": exists already. Choose another place, or remove it first.");
    assertThat(read(directory.resolve("taken"))).isEqualTo("mine");
  }

  @Test
  void aPredictionThatFailsLeavesNothingBehind() {
    Path bad = write(directory.resolve("bad.csv"), "x,y\n0.5,0.5\n0.5,much\n");
    Ended ended = predict(bad, "half");
    assertThat(ended.code()).isEqualTo(65);
    assertThat(ended.error()).startsWith("bellows: " + bad + ":3: column y: 'much' is not a");
    assertThat(directory.resolve("half")).doesNotExist();
  }

  @Test
  void aTargetBelowAFileIsNamed() {
    write(directory.resolve("file"), "mine");
    Ended ended = predict(shared.resolve("test.csv"), "file/out");
    assertThat(ended.code()).isEqualTo(73);
    assertThat(ended.error()).startsWith("bellows: " + directory.resolve("file/out") + ": ");
    assertThat(read(directory.resolve("file"))).isEqualTo("mine");
  }

  @Test
  void aSourceThatHoldsPredictionsAlreadyIsRefused() {
    Path again = write(directory.resolve("again.csv"), "x,y,Prediction\n0.5,0.5,above\n");
    Ended ended = predict(again, "again");
    assertThat(ended.code()).isEqualTo(65);
    assertThat(ended.error())
        .isEqualTo(
            "bellows: column Prediction: the source has it, and predictions would be written in a"
                + " column of that name. Rename or remove it in the source.");
    assertThat(directory.resolve("again")).doesNotExist();
  }
}
