package io.github.bellows.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.random.SeededRandom;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.run.SavedModel;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** A sample of weight 2 trains as two of it, one of weight 0 as none. */
class WeightsIT extends CommandLineTest {
  private static final int ROWS = 60;

  /** Writes rows of weights 0, 1, 2 in turn, or as often as they weigh. */
  private Path table(String name, boolean weighted, long seed) {
    SeededRandom random = SeededRandom.of(seed);
    StringBuilder text = new StringBuilder(weighted ? "x,y,kind,w\n" : "x,y,kind\n");
    for (int row = 0; row < ROWS; row++) {
      double x = random.uniform(-1, 1);
      double y = random.uniform(-1, 1);
      int weight = row % 3;
      // What weighs nothing would teach the opposite.
      String kind = x > y ^ weight == 0 ? "above" : "below";
      String line = String.format(Locale.ROOT, "%.4f,%.4f,%s", x, y, kind);
      if (weighted) {
        text.append(line).append(',').append(weight).append('\n');
      } else {
        text.append((line + "\n").repeat(weight));
      }
    }
    return write(directory.resolve(name + ".csv"), text.toString());
  }

  private Path run(String name, boolean weighted) {
    Path config =
        write(
            directory.resolve(name + ".yaml"),
            """
            data:
              train: { format: csv, path: %s, options: { header: true } }
              validation: { format: csv, path: %s, options: { header: true } }
              label: { column: kind, kind: class }
              prepared: %s
            %s
            model:
              layers:
                - dense: { units: 5, activation: tanh }
                - dense: { name: out, units: 2 }
            optimizer: { sgd: { learningRate: 0.5 } }
            training: { epochs: 30, batch: all, lanes: 2 }
            """
                .formatted(
                    table(name + "-train", weighted, 1),
                    table(name + "-test", weighted, 2),
                    shared.resolve("prepared"),
                    weighted ? "  weight: w" : ""));
    Path run = directory.resolve(name);
    Ended ended = train(config, run);
    assertThat(ended.code()).as(ended.err()).isZero();
    return run;
  }

  private static float[] parameters(Path run) {
    return SavedModel.open(new Storage(new Configuration()), run.toString()).parameters();
  }

  private static double figure(Path run, String pointer) {
    return json(run.resolve("summary.json")).at(pointer).asDouble();
  }

  @Test
  void aWeightCountsAsThatManySamples() {
    Path weighted = run("weighted", true);
    Path repeated = run("repeated", false);
    float[] expected = parameters(repeated);
    float[] actual = parameters(weighted);
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(2e-5f));
    }
    assertThat(figure(weighted, "/train/loss"))
        .isCloseTo(figure(repeated, "/train/loss"), within(1e-6));
    assertThat(figure(weighted, "/validation/loss"))
        .isCloseTo(figure(repeated, "/validation/loss"), within(1e-6));
    // Figures other than the loss count every row once, also the third that weighs nothing.
    assertThat(figure(weighted, "/validation/samples")).isEqualTo(ROWS);
    assertThat(figure(repeated, "/validation/samples")).isEqualTo(ROWS);
    assertThat(figure(repeated, "/validation/accuracy")).isGreaterThan(0.9);
    assertThat(figure(weighted, "/validation/accuracy")).isLessThan(0.75);
  }
}
