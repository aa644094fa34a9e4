package io.github.bellows.driver.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.random.SeededRandom;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the tests of commands share: the command line in this process, and a small table with a
 * configuration that learns it in 30 steps.
 */
@SuppressWarnings("NullAway.Init")
abstract class CommandLineTest {
  static final int STEPS = 30;

  /** Holds the tables and whatever was prepared of them. */
  @TempDir static Path shared;

  @TempDir Path directory;

  /**
   * How a command ended.
   *
   * @param code exit code
   * @param out what it printed
   * @param err what it said beside that
   */
  record Ended(int code, String out, String err) {
    /** Returns the last line on standard error, which is where an error stands. */
    String error() {
      List<String> lines = err.lines().toList();
      return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }
  }

  static Ended run(String... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int code;
    try {
      System.setOut(new PrintStream(printed, true, UTF_8));
      System.setErr(new PrintStream(said, true, UTF_8));
      code = Main.run(args);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    return new Ended(code, text(printed), text(said));
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(UTF_8).replace(System.lineSeparator(), "\n");
  }

  /** Trains in a directory of this test. */
  Ended train(String name, String... more) {
    return train(config(), directory.resolve(name), more);
  }

  static Ended train(Path config, Path runDirectory, String... more) {
    List<String> args = new ArrayList<>();
    args.addAll(List.of("train", config.toString(), "--run-dir", runDirectory.toString()));
    args.addAll(List.of(more));
    if (!args.contains("--master")) {
      args.addAll(List.of("--master", "local[2]"));
    }
    return run(args.toArray(String[]::new));
  }

  /** Returns a configuration on a table of this class. */
  static Path config() {
    Path file = shared.resolve("table.yaml");
    if (!Files.exists(file)) {
      write(
          file,
          """
          data:
            train: { format: csv, path: %s, options: { header: true } }
            validation: { format: csv, path: %s, options: { header: true } }
            label: { column: kind, kind: class }
            prepared: %s
          model:
            layers:
              - dense: { units: 6, activation: tanh }
              - dense: { name: out, units: 2 }
          optimizer:
            adam: { learningRate: 0.05 }
          training: { epochs: 3, batch: 8, lanes: 2, logEverySteps: 5 }
          checkpoint: { everySteps: 7 }
          """
              .formatted(table("train", 160, 1), table("test", 90, 2), shared.resolve("prepared")));
    }
    return file;
  }

  /** Writes points whose kind is mostly the side of a line they are on; returns the file. */
  static Path table(String name, int rows, long seed) {
    SeededRandom random = SeededRandom.of(seed);
    StringBuilder text = new StringBuilder("x,y,kind\n");
    for (int row = 0; row < rows; row++) {
      double x = random.uniform(-1, 1);
      double y = random.uniform(-1, 1);
      boolean noise = random.nextDouble() < 0.1;
      String kind = x + 0.5 * y > 0.1 ^ noise ? "above" : "below";
      text.append(String.format(Locale.ROOT, "%.4f,%.4f,%s%n", x, y, kind));
    }
    return write(shared.resolve(name + ".csv"), text.toString());
  }

  static Path write(Path file, String content) {
    try {
      return Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode json(Path file) {
    return json(read(file));
  }

  static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Checks what a scheduler reads. */
  static void assertStatus(Path run, String state, int exitCode, String code, String message) {
    JsonNode status = json(run.resolve("status.json"));
    assertThat(status.get("state").asText()).isEqualTo(state);
    assertThat(status.get("exitCode").asInt()).isEqualTo(exitCode);
    assertThat(status.get("code").asText()).isEqualTo(code);
    assertThat(status.get("message").asText()).isEqualTo(message);
  }

  static String sha(Path run) {
    return json(run.resolve("summary.json")).get("parametersSha256").asText();
  }
}
