package io.github.bellows.driver.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class MetricsLogTest {
  @TempDir Path directory;

  private RunDirectory run() {
    Storage storage = new Storage(new Configuration());
    return new RunDirectory(storage, storage.qualify(directory.toString()));
  }

  private MetricsLog open(long every, long step, long validatedStep) {
    return new MetricsLog(run(), every, step, validatedStep, new Throughput());
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(directory.resolve("metrics.jsonl"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Takes the steps [from, to) of an epoch of 4, with a validation after each fourth. */
  private static void train(MetricsLog log, long from, long to) {
    for (long step = from; step < to; step++) {
      log.stepped(Reports.step(step, step / 4, 1.0 / (step + 1), 10));
      if ((step + 1) % 4 == 0) {
        log.validated(Reports.validation(step + 1, (step + 1) / 4, 0.5));
      }
    }
  }

  private List<Long> steps(String type) {
    return lines().stream()
        .filter(line -> line.contains("\"type\":\"" + type + "\""))
        .map(line -> Long.valueOf(line.replaceAll(".*\"step\":(\\d+).*", "$1")))
        .toList();
  }

  @Test
  void writesTheLinesOfTheContract() {
    try (MetricsLog log = open(3, 0, 0)) {
      train(log, 0, 4);
      // Rates: 10 samples in 10 ms, then 30 in 30.
      assertThat(lines())
          .containsExactly(
              "{\"type\":\"step\",\"step\":0,\"epoch\":0,\"loss\":1.0,\"learningRate\":0.5,"
                  + "\"gradientNorm\":0.25,\"samplesPerSecond\":1000.0,"
                  + "\"slowestRank\":0,\"slowestMillis\":4.0}",
              "{\"type\":\"step\",\"step\":3,\"epoch\":0,\"loss\":0.25,\"learningRate\":0.5,"
                  + "\"gradientNorm\":0.25,\"samplesPerSecond\":1000.0,"
                  + "\"slowestRank\":0,\"slowestMillis\":4.0}",
              "{\"type\":\"validation\",\"step\":4,\"epoch\":1,\"loss\":0.5,"
                  + "\"meanAbsoluteError\":1.0,\"r2\":-0.5,\"rootMeanSquaredError\":1.5}");
      assertThat(log.lines()).isEqualTo(lines());
    }
  }

  @Test
  void everyLineIsThereAtOnce() {
    try (MetricsLog log = open(1, 0, 0)) {
      for (long step = 0; step < 5; step++) {
        log.stepped(Reports.step(step, 0, 1, 10));
        assertThat(steps("step")).isEqualTo(LongStream.rangeClosed(0, step).boxed().toList());
      }
    }
  }

  @Test
  void aResumedRunHasEveryLineOnce() {
    try (MetricsLog log = open(1, 0, 0)) {
      train(log, 0, 11);
    }
    List<String> whole = lines();
    for (long checkpoint = 0; checkpoint <= 11; checkpoint++) {
      long validated = checkpoint / 4 * 4;
      try (MetricsLog log = open(1, checkpoint, validated)) {
        assertThat(steps("step")).isEqualTo(LongStream.range(0, checkpoint).boxed().toList());
        assertThat(log.lines()).isEqualTo(lines());
        train(log, checkpoint, 11);
        assertThat(lines()).as("resumed at %d", checkpoint).isEqualTo(whole);
      }
    }
  }

  @Test
  void aValidationBehindTheCheckpointIsWrittenAnew() {
    try (MetricsLog log = open(1, 0, 0)) {
      train(log, 0, 8);
    }
    assertThat(steps("validation")).containsExactly(4L, 8L);
    // The checkpoint of step 8 was written before its validation, for someone asked to stop.
    try (MetricsLog log = open(1, 8, 4)) {
      assertThat(steps("validation")).containsExactly(4L);
      log.validated(Reports.validation(4, 1, 0.5));
      log.validated(Reports.validation(8, 2, 0.5));
      log.validated(Reports.validation(8, 2, 0.5));
      assertThat(steps("validation")).containsExactly(4L, 8L);
      assertThat(steps("step")).hasSize(8);
    }
  }

  @Test
  void aLineThatAKilledProcessCutIsDropped() throws IOException {
    try (MetricsLog log = open(1, 0, 0)) {
      train(log, 0, 3);
    }
    Path file = directory.resolve("metrics.jsonl");
    List<String> whole = lines();
    for (String cut :
        List.of("{\"type\":\"step\",\"step\":3,\"lo", "{\"type\":\"step\"}", "\0\0")) {
      Files.writeString(file, cut, StandardOpenOption.APPEND);
      try (MetricsLog log = open(1, 5, 0)) {
        assertThat(lines()).as(cut).isEqualTo(whole);
        assertThat(log.lines()).isEqualTo(whole);
      }
    }
  }

  @Test
  void namesAPlaceThatCannotBeWritten() throws IOException {
    Files.createDirectories(directory.resolve("metrics.jsonl/x"));
    assertThatThrownBy(() -> open(1, 0, 0).close()).isInstanceOf(TrainingException.class);
    Files.delete(directory.resolve("metrics.jsonl/x"));
    Files.delete(directory.resolve("metrics.jsonl"));
    Files.delete(directory);
    Files.writeString(directory, "a file");
    assertThatThrownBy(() -> open(1, 0, 0).close())
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANNOT_WRITE))
        .hasMessageContaining("metrics.jsonl: cannot be written (");
  }
}
