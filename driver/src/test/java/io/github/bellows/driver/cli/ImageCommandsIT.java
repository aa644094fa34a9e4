package io.github.bellows.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.driver.prepare.ImageTrees;
import io.github.bellows.driver.run.LogLines;
import io.github.bellows.driver.run.Sessions;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** Folders of images from files to predictions. */
class ImageCommandsIT extends CommandLineTest {
  private static final String SKIPPED =
      ": 1 of 27 files was skipped, since it cannot be read: across/image-6.png";

  private Path configuration(String name, Path train, Path test, String keys) {
    return write(
        directory.resolve(name + ".yaml"),
        """
        data:
          train: { format: images, path: %s, size: [8, 8], channels: 1%s }
          validation: { format: images, path: %s }
          scale: { divide: 255 }
          prepared: %s
        model:
          layers:
            - conv2d: { filters: 6, kernel: 3, activation: relu }
            - flatten
            - dense: { name: out, units: 3 }
        optimizer:
          adam: { learningRate: 0.01 }
        training: { epochs: 6, batch: 6, lanes: 2 }
        """
            .formatted(train, keys, test, directory.resolve("prepared-" + name)));
  }

  @Test
  void trainsEvaluatesAndPredictsFolders() {
    Path train = ImageTrees.write(directory.resolve("train"), 30, 1);
    Path test = ImageTrees.write(directory.resolve("test"), 10, 2);
    Path run = directory.resolve("run");
    Ended trained = train(configuration("a", train, test, ""), run, "--master", "local[1]");
    assertThat(trained.code()).as(trained.err()).isZero();
    Path again = directory.resolve("again");
    Ended wide = train(configuration("b", train, test, ""), again, "--master", "local[3]");
    assertThat(wide.code()).isZero();
    assertThat(sha(again)).as("of more and smaller tasks").isEqualTo(sha(run));

    Ended measured =
        run(
            "evaluate",
            run.toString(),
            test.toString(),
            "--json",
            "--prepared",
            directory.resolve("prepared-a").toString(),
            "--master",
            "local[2]");
    assertThat(measured.code()).as(measured.err()).isZero();
    assertThat(json(measured.out())).isEqualTo(json(run.resolve("summary.json")).get("validation"));
    assertThat(json(measured.out()).get("accuracy").asDouble()).isGreaterThan(0.9);

    assertPredicted(run, test);
    assertPredictsOneFileAsCsv(run, test.resolve("down/image-0.png"));
  }

  private void assertPredicted(Path run, Path test) {
    Path out = directory.resolve("predicted");
    Ended ended = run("predict", run.toString(), test.toString(), out.toString());
    assertThat(ended.code()).as(ended.err()).isZero();
    try (SparkSession spark = Sessions.local(1)) {
      List<Row> rows = spark.read().parquet(out.toString()).collectAsList();
      assertThat(rows.get(0).schema().fieldNames())
          .startsWith("label", "file", "prediction")
          .doesNotContain("features");
      assertThat(rows).hasSize(30);
      int right = 0;
      for (Row row : rows) {
        String label = row.getString(0);
        assertThat(row.getString(1)).startsWith(test + "/" + label + "/image-");
        right += label.equals(row.getString(2)) ? 1 : 0;
      }
      assertThat(right).isGreaterThan(27);
    }
  }

  private void assertPredictsOneFileAsCsv(Path run, Path file) {
    Path out = directory.resolve("one.csv");
    assertThat(run("predict", run.toString(), file.toString(), out.toString()).code()).isZero();
    String[] parts =
        Objects.requireNonNull(out.toFile().list((folder, name) -> name.endsWith(".csv")));
    String text =
        String.join("", Arrays.stream(parts).map(name -> read(out.resolve(name))).toList());
    assertThat(text).contains("label,file,prediction,").contains("down," + file + ",");
  }

  @Test
  void aDamagedFileEndsARunUnlessItIsSkipped() throws Exception {
    Path train = ImageTrees.write(directory.resolve("train"), 9, 1);
    Path bad = train.resolve("across/image-6.png");
    ImageTrees.cut(bad);
    Ended failed = train(configuration("a", train, train, ""), directory.resolve("a"));
    assertThat(failed.code()).isEqualTo(65);
    assertThat(failed.error()).startsWith("bellows: " + bad + ": is cut off after ");
    Path run = directory.resolve("b");
    try (LogLines log = new LogLines("io.github.bellows.driver.prepare")) {
      Ended done = train(configuration("b", train, train, ", onBadRecord: skip"), run);
      assertThat(done.code()).as(done.err()).isZero();
      assertThat(log.lines()).containsOnly(train + SKIPPED).hasSize(2);
    }
    Path out = directory.resolve("out.csv");
    Ended strict =
        run(
            "predict",
            run.toString(),
            train.toString(),
            out.toString(),
            "--option",
            "onBadRecord=fail");
    assertThat(strict.code()).isEqualTo(65);
    assertThat(strict.error()).contains(bad.toString());
    try (LogLines log = new LogLines("io.github.bellows.driver.prepare")) {
      assertThat(run("predict", run.toString(), train.toString(), out.toString()).code()).isZero();
      assertThat(log.lines()).containsExactly(train + SKIPPED);
    }
  }

  @Test
  void imagesOfAnotherSizeAreRefusedIfTheModelDoesNotScale() {
    Path train = ImageTrees.write(directory.resolve("train"), 4, 1);
    Path config = configuration("a", train, train, "");
    String text = read(config).replace("size: [8, 8], channels: 1", "channels: 1");
    write(config, text.replace("model:\n", "model:\n  input: [1, 10, 12]\n"));
    Path run = directory.resolve("run");
    Ended trained = train(config, run);
    assertThat(trained.code()).as(trained.err()).isZero();
    Path other = directory.resolve("other");
    ImageTrees.write(other.resolve("plain/a.png"), new BufferedImage(10, 12, 1));
    Ended ended = run("predict", run.toString(), other.toString(), directory + "/out.csv");
    assertThat(ended.code()).isEqualTo(65);
    assertThat(ended.error()).contains("images are 1×12×10, those of the training data 1×10×12");
    String[] scaled = {
      "predict", run.toString(), other.toString(), directory + "/out.csv", "--option", "size=10x12"
    };
    assertThat(run(scaled).code()).isZero();
  }
}
