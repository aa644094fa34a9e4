package io.github.bellows.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.random.SeededRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A label of several names through train, evaluate and predict. */
class TagsCommandIT extends CommandLineTest {
  /** Writes points with the sides they are on: right or not, top or not. */
  private static Path points(String name, int rows, long seed) {
    SeededRandom random = SeededRandom.of(seed);
    StringBuilder text = new StringBuilder("x,y,sides\n");
    for (int row = 0; row < rows; row++) {
      double x = random.uniform(-1, 1);
      double y = random.uniform(-1, 1);
      String sides = (x > 0 ? "right;" : "") + (y > 0 ? "top" : "");
      text.append(String.format(Locale.ROOT, "%.4f,%.4f,%s%n", x, y, sides));
    }
    return write(shared.resolve(name + ".csv"), text.toString());
  }

  private Path trained() {
    Path config =
        write(
            directory.resolve("tags.yaml"),
            """
            data:
              train: { format: csv, path: %s, options: { header: true } }
              validation: { split: 0.2 }
              label: { column: sides, kind: multi, separator: ";" }
              prepared: %s
            model:
              layers:
                - dense: { name: out, units: 2 }
            optimizer:
              adam: { learningRate: 0.1 }
            training: { epochs: 10, batch: 16, lanes: 2 }
            """
                .formatted(points("points", 300, 1), shared.resolve("prepared")));
    Path run = directory.resolve("run");
    Ended ended = train(config, run);
    assertThat(ended.code()).as(ended.err()).isZero();
    return run;
  }

  private static String only(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return read(files.filter(file -> file.toString().endsWith(".csv")).findFirst().orElseThrow());
    }
  }

  @Test
  void learnsEvaluatesAndPredictsNames() throws IOException {
    Path run = trained();
    String model = run.resolve("model").toString();
    assertThat(json(run.resolve("summary.json")).at("/validation/accuracy").asDouble())
        .isGreaterThan(0.95);
    String test = points("more", 100, 2).toString();
    String prepared = shared.resolve("prepared").toString();
    Ended evaluated = run("evaluate", model, test, "--prepared", prepared, "--master", "local[2]");
    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    assertThat(evaluated.out()).contains("right ", "top ", "macroF1");
    Path rows = write(directory.resolve("rows.csv"), "x,y\n0.9,0.9\n-0.9,-0.9\n-0.9,0.9\n");
    Path out = directory.resolve("out");
    Ended predicted =
        run(
            "predict",
            model,
            rows.toString(),
            out.toString(),
            "--as",
            "csv",
            "--master",
            "local[1]");
    assertThat(predicted.code()).as(predicted.err()).isZero();
    String text = only(out);
    assertThat(text).startsWith("x,y,prediction,probability_right,probability_top\n");
    assertThat(text).contains("0.9,0.9,right;top,0.9", "-0.9,-0.9,\"\",0.0", "-0.9,0.9,top,0.0");
    Path table = directory.resolve("table");
    assertThat(
            run(
                    "predict",
                    model,
                    rows.toString(),
                    table.toString(),
                    "--as",
                    "parquet",
                    "--master",
                    "local[1]")
                .code())
        .isZero();
  }

  @Test
  void asManyUnitsAsNames() {
    Path config =
        write(
            directory.resolve("tags.yaml"),
            """
            data:
              train: { format: csv, path: %s, options: { header: true } }
              label: { column: sides, kind: multi, separator: ";" }
              prepared: %s
            model: { layers: [dense: { name: out, units: 3 }] }
            """
                .formatted(points("few", 20, 3), directory.resolve("prepared")));
    Ended ended = train(config, directory.resolve("run"));
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.error())
        .contains("layer out has 3 outputs for 2 labels of a sample")
        .contains("Give layer out 2 units, one for each label");
  }
}
