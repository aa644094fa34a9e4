package io.github.bellows.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bellows.common.random.SeededRandom;
import io.github.bellows.driver.run.Sessions;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** Networks that are no plain classifiers: trained, measured, and predicting what was measured. */
class NetworkKindsIT extends CommandLineTest {
  private static final String[] LOCAL = {"--master", "local[2]"};

  private Path trained(String name, String yaml) {
    Path config = write(directory.resolve(name + ".yaml"), yaml);
    Path run = directory.resolve(name);
    Ended ended = train(config, run);
    assertThat(ended.code()).as(ended.err()).isZero();
    return run;
  }

  /** Returns the validation figures after checking that {@code evaluate} gives the same. */
  private static JsonNode figures(Path run) {
    JsonNode validation = json(run.resolve("summary.json")).get("validation");
    Ended ended = run("evaluate", run.toString(), "--json", "--master", "local[1]");
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(json(ended.out())).isEqualTo(validation);
    return validation;
  }

  private Ended predict(Path run, String in, String out) {
    return run(
        "predict", run.toString(), in, directory.resolve(out).toString(), LOCAL[0], LOCAL[1]);
  }

  /** Checks the rows of predictions in Parquet. */
  private void withPredictions(Path run, String in, Consumer<List<Row>> check) {
    Ended ended = predict(run, in, "out");
    assertThat(ended.code()).as(ended.err()).isZero();
    try (SparkSession spark = Sessions.local(1)) {
      check.accept(spark.read().parquet(directory.resolve("out").toString()).collectAsList());
    }
  }

  private Path houses(String name, int rows, long seed) {
    SeededRandom random = SeededRandom.of(seed);
    StringBuilder text = new StringBuilder("x,y,kind,price\n");
    for (int row = 0; row < rows; row++) {
      double x = random.uniform(-1, 1);
      double y = random.uniform(-1, 1);
      String kind = x > y ? "flat" : "house";
      text.append(String.format(Locale.ROOT, "%.4f,%.4f,%s,%.4f%n", x, y, kind, 2 * x - y + 0.5));
    }
    return write(directory.resolve(name + ".csv"), text.toString());
  }

  @Test
  void aNetworkOfTwoOutputsLearnsPredictsAndIsMeasuredByBoth() {
    Path heldOut = houses("test", 70, 2);
    Path run =
        trained(
            "two",
            """
            data:
              train: { format: csv, path: %s, options: { header: true } }
              validation: { format: csv, path: %s, options: { header: true } }
              labels: [{ column: kind, kind: class }, { column: price, kind: number }]
              prepared: %s
            model:
              layers:
                - dense: { name: hidden, units: 8, activation: tanh }
                - dense: { name: kind, units: 2 }
                - dense: { name: price, units: 1, inputs: [hidden] }
              outputs:
                - { layer: price, loss: meanSquaredError, weight: 0.5, label: price }
                - { layer: kind, loss: crossEntropy, label: kind }
            optimizer: { adam: { learningRate: 0.05 } }
            training:
              epochs: 8
              batch: 16
              lanes: 2
              earlyStopping: { metric: kind.accuracy, patience: 8 }
            """
                .formatted(houses("train", 200, 1), heldOut, shared.resolve("prepared")));
    JsonNode figures = figures(run);
    assertThat(figures.get("kind.accuracy").asDouble()).isGreaterThan(0.85);
    assertThat(figures.get("price.r2").asDouble()).isGreaterThan(0.8);
    assertThat(figures.get("loss").asDouble())
        .isCloseTo(
            0.5 * figures.get("price.loss").asDouble() + figures.get("kind.loss").asDouble(),
            within(1e-9));
    assertThat(figures.at("/outputs/kind/labels")).hasToString("[\"flat\",\"house\"]");
    assertThat(read(run.resolve("metrics.jsonl"))).contains("\"kind.accuracy\":", "\"price.r2\":");
    assertThat(read(run.resolve("report.html"))).contains("<h2>kind: confusion matrix</h2>");
    Ended table = run("evaluate", run.toString(), "--master", "local[1]");
    assertThat(table.out()).contains("\nkind.accuracy ", "\nkind: class ");
    withPredictions(
        run,
        heldOut.toString(),
        rows -> {
          assertThat(rows.get(0).schema().fieldNames())
              .containsExactly(
                  "x",
                  "y",
                  "kind",
                  "price",
                  "price_prediction",
                  "kind_prediction",
                  "kind_probability");
          double right = 0;
          double error = 0;
          for (Row row : rows) {
            right += row.getAs("kind").equals(row.getAs("kind_prediction")) ? 1 : 0;
            double price = Double.parseDouble(row.getAs("price"));
            error += Math.abs(price - row.<Float>getAs("price_prediction"));
          }
          assertThat(rows).hasSize(70);
          assertThat(right / 70).isEqualTo(figures.get("kind.accuracy").asDouble());
          assertThat(error / 70)
              .isCloseTo(figures.get("price.meanAbsoluteError").asDouble(), within(1e-6));
        });
  }

  @Test
  void masksAreMeasuredAndPredictedPixelByPixel() {
    Path run =
        trained(
            "masks",
            """
            data:
              train: { format: shapes, samples: 60, seed: 1 }
              validation: { format: shapes, samples: 20, seed: 2 }
              scale: { divide: 255 }
              prepared: %s
            model:
              layers:
                - conv2d: { filters: 6, kernel: 5, padding: same, activation: relu }
                - conv2d: { name: out, filters: 4, kernel: 1 }
            optimizer: { adam: { learningRate: 0.01 } }
            training: { epochs: 2, batch: 10, lanes: 2 }
            """
                .formatted(shared.resolve("prepared")));
    JsonNode figures = figures(run);
    int pixels = 40 * 40;
    assertThat(figures.get("places").asInt()).isEqualTo(20 * pixels);
    assertThat(figures.get("labels").get(0).asText()).isEqualTo("background");
    assertThat(figures.get("intersectionOverUnion")).hasSize(4);
    assertThat(figures.get("meanIoU").asDouble()).isBetween(0.1, 1.0);
    assertThat(read(run.resolve("report.html"))).contains("mean intersection over union", "IoU");
    String config = directory.resolve("masks.yaml").toString();
    withPredictions(
        run,
        config,
        rows -> {
          long right = 0;
          for (Row row : rows) {
            byte[] label = row.getAs("label");
            List<Integer> predicted = row.getList(row.fieldIndex("prediction"));
            assertThat(predicted).hasSize(pixels);
            for (int i = 0; i < pixels; i++) {
              right += label[i] == predicted.get(i) ? 1 : 0;
            }
          }
          assertThat(right / (20.0 * pixels)).isEqualTo(figures.get("accuracy").asDouble());
        });
    Ended flat = predict(run, config, "out.csv");
    assertThat(flat.code()).isEqualTo(2);
    assertThat(flat.error())
        .isEqualTo(
            "bellows: --as csv: prediction would be 1600 columns, and an array may be spread over"
                + " 1000. Write --as parquet, which keeps it an array.");
    assertThat(directory.resolve("out.csv")).doesNotExist();
  }

  @Test
  void anAutoencoderPredictsTheFeaturesItWasMeasuredOn() {
    Path run =
        trained(
            "auto",
            """
            data:
              train: { format: digits, samples: 120, seed: 1 }
              validation: { format: digits, samples: 40, seed: 2 }
              label: { kind: features }
              scale: { divide: 255 }
              prepared: %s
            model:
              layers:
                - flatten
                - dense: { units: 16, activation: relu }
                - dense: { name: out, units: 784 }
              loss: binaryCrossEntropy
            optimizer: { adam: { learningRate: 0.01 } }
            training: { epochs: 2, batch: 20, lanes: 2 }
            """
                .formatted(shared.resolve("prepared")));
    JsonNode figures = figures(run);
    assertThat(figures.get("meanAbsoluteError").asDouble()).isBetween(0.01, 0.4);
    String config = directory.resolve("auto.yaml").toString();
    withPredictions(
        run,
        config,
        rows -> {
          double error = 0;
          for (Row row : rows) {
            byte[] features = row.getAs("features");
            List<Float> predicted = row.getList(row.fieldIndex("prediction"));
            for (int i = 0; i < features.length; i++) {
              error += Math.abs((features[i] & 0xff) / 255.0 - predicted.get(i));
            }
          }
          assertThat(rows).hasSize(40);
          assertThat(error / (40 * 784))
              .isCloseTo(figures.get("meanAbsoluteError").asDouble(), within(1e-6));
        });
    assertThat(predict(run, config, "out.csv").code()).isZero();
  }
}
