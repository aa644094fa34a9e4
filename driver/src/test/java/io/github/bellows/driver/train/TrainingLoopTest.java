package io.github.bellows.driver.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.train.TrainingLoop.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init")
class TrainingLoopTest {
  private static final BestWatch PATIENT = new BestWatch("loss", 3, 0);

  @TempDir Path directory;

  private RunDirectory run(String name) {
    Storage storage = new Storage(new Configuration());
    return new RunDirectory(storage, storage.qualify(directory.resolve(name).toString()));
  }

  /** Returns the lines of metrics.jsonl; rates differ between runs. */
  private List<String> metrics(String name) {
    try {
      return Files.readAllLines(directory.resolve(name).resolve("metrics.jsonl")).stream()
          .map(line -> line.replaceAll(",\"(samplesPerSecond|slowest\\w+)\":[^,}]*", ""))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void validatesAndSavesAtTheMilestones() {
    Events events = new Events();
    ArithmeticRun run = new ArithmeticRun(run("whole"), 3, BestWatch.LOSS);
    assertThat(run.run(events)).isEqualTo(End.COMPLETED);
    assertThat(run.segments()).containsExactly("0-4", "4-5", "5-8", "8-10", "10-12");
    assertThat(events.seen())
        .filteredOn(event -> event.startsWith("checkpoint"))
        .containsExactly("checkpoint 5", "checkpoint 10", "checkpoint 12");
    assertThat(events.seen())
        .as("checkpoints are written meanwhile, but the last")
        .filteredOn(event -> !List.of("checkpoint 5", "checkpoint 10").contains(event))
        .containsExactly(
            "started 0 of 12",
            "step 0",
            "step 1",
            "step 2",
            "step 3",
            "validated 4 in epoch 1",
            "step 4",
            "step 5",
            "step 6",
            "step 7",
            "validated 8 in epoch 2",
            "step 8",
            "step 9",
            "step 10",
            "step 11",
            "validated 12 in epoch 3",
            "checkpoint 12",
            "ended 12");
  }

  @Test
  void aFinishedRunHasNothingLeftToDo() {
    new ArithmeticRun(run("twice"), 3, BestWatch.LOSS).run();
    float[] before = parameters("twice");
    Events events = new Events();
    ArithmeticRun again = new ArithmeticRun(run("twice"), 3, BestWatch.LOSS);
    assertThat(again.run(events)).isEqualTo(End.COMPLETED);
    assertThat(events.seen()).containsExactly("started 12 of 12", "ended 12");
    assertThat(again.segments()).isEmpty();
    assertThat(parameters("twice")).isEqualTo(before);
  }

  @Test
  void withoutAValidatorItOnlySaves() {
    Events events = new Events();
    new ArithmeticRun(run("blind"), 2, BestWatch.LOSS).withoutValidation().run(events);
    assertThat(events.seen()).contains("checkpoint 5", "checkpoint 8");
    assertThat(events.seen()).noneMatch(event -> event.startsWith("validated"));
    ArithmeticRun after = new ArithmeticRun(run("blind"), 2, BestWatch.LOSS);
    assertThat(after.progress()).isEqualTo(new Progress(0, 8, null));
    assertThat(after.store().best(skipped -> {})).isEmpty();
  }

  @Test
  void givesUpWhenTheFigureStopsImprovingAndKeepsTheBest() {
    // The target moves away from 0: the loss falls until it is reached, and rises with it then.
    Events events = new Events();
    ArithmeticRun run = new ArithmeticRun(run("early"), 50, PATIENT);
    assertThat(run.run(events)).isEqualTo(End.STOPPED_EARLY);
    long end = run.coordinator().step();
    assertThat(events.seen()).endsWith("checkpoint " + end, "ended " + end);
    long best = best("early");
    assertThat(end).isEqualTo(best + 3 * 4);
    double lowest = Double.POSITIVE_INFINITY;
    long where = 0;
    for (String line : metrics("early")) {
      if (line.contains("\"validation\"")) {
        double loss = Double.parseDouble(line.replaceAll(".*\"loss\":([^,]*),.*", "$1"));
        if (loss < lowest) {
          lowest = loss;
          where = Long.parseLong(line.replaceAll(".*\"step\":(\\d+),.*", "$1"));
        }
      }
    }
    assertThat(best).isEqualTo(where).isGreaterThan(4);
    ArithmeticRun after = new ArithmeticRun(run("early"), 50, PATIENT);
    assertThat(after.run()).as("resumed after it gave up").isEqualTo(End.STOPPED_EARLY);
    assertThat(after.segments()).isEmpty();
  }

  private float[] parameters(String name) {
    return new ArithmeticRun(run(name), 50, PATIENT).coordinator().parameters();
  }

  /**
   * Stops a run after each of the given steps and resumes it; returns all events but the starts.
   */
  private List<String> stopAfterEach(String name, int every) {
    List<String> all = new ArrayList<>();
    End end = End.INTERRUPTED;
    while (end == End.INTERRUPTED) {
      ArithmeticRun run = new ArithmeticRun(run(name), 50, PATIENT);
      long stop = run.coordinator().step() + every - 1;
      Events events =
          new Events(
              event -> {
                if (event.equals("step " + stop)) {
                  run.coordinator().requestStop();
                }
              });
      end = run.run(events);
      assertThat(run.coordinator().step()).isLessThanOrEqualTo(stop + 1);
      if (end == End.INTERRUPTED) {
        assertThat(events.seen()).endsWith("ended " + (stop + 1));
        assertThat(run.store().latest(skipped -> {}).orElseThrow().state().step())
            .isEqualTo(stop + 1);
      }
      all.addAll(events.seen());
    }
    return all.stream().filter(event -> event.matches("(step|validated) .*")).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 100})
  void stoppedAndResumedItEndsWithTheSameBitsAndEvents(int every) {
    Events whole = new Events();
    new ArithmeticRun(run("whole"), 50, PATIENT).run(whole);
    List<String> expected =
        whole.seen().stream().filter(event -> event.matches("(step|validated) .*")).toList();
    assertThat(stopAfterEach("parts", every)).isEqualTo(expected);
    assertThat(parameters("parts")).isEqualTo(parameters("whole"));
    assertThat(metrics("parts")).isEqualTo(metrics("whole"));
  }

  /** What a process does that dies: nothing more. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void killedAtAnyEventItEndsWithTheSameBitsAndMetrics() {
    BestWatch watch = new BestWatch("loss", 1, 0);
    Events whole = new Events();
    assertThat(new ArithmeticRun(run("whole"), 50, watch).run(whole)).isEqualTo(End.STOPPED_EARLY);
    long best = best("whole");
    for (String last : whole.seen().subList(0, whole.seen().size() - 1)) {
      String name = "killed at " + last;
      Events killer =
          new Events(
              event -> {
                if (event.equals(last)) {
                  throw new Killed();
                }
              });
      ArithmeticRun first = new ArithmeticRun(run(name), 50, watch);
      assertThatThrownBy(() -> first.run(killer)).isInstanceOf(Killed.class);
      ArithmeticRun second = new ArithmeticRun(run(name), 50, watch);
      assertThat(second.run()).as(name).isEqualTo(End.STOPPED_EARLY);
      assertThat(parameters(name)).as(name).isEqualTo(parameters("whole"));
      assertThat(metrics(name)).as(name).isEqualTo(metrics("whole"));
      assertThat(best(name)).as(name).isEqualTo(best);
    }
  }

  private long best(String name) {
    ArithmeticRun run = new ArithmeticRun(run(name), 50, PATIENT);
    return run.store().best(skipped -> {}).orElseThrow().state().step();
  }

  @Test
  void resumesInACountryThatWritesOtherDigits() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(stopAfterEach("there", 11)).contains("step 10", "step 11", "step 22");
    } finally {
      Locale.setDefault(before);
    }
    new ArithmeticRun(run("here"), 50, PATIENT).run();
    assertThat(metrics("there")).isEqualTo(metrics("here"));
    assertThat(directory.resolve("there/checkpoints/step-0000000028")).exists();
  }

  @Test
  void aStopAtTheLastStepStillValidatesWhenResumed() {
    ArithmeticRun stopped = new ArithmeticRun(run("last"), 2, BestWatch.LOSS);
    Events events =
        new Events(
            event -> {
              if (event.equals("step 7")) {
                stopped.coordinator().requestStop();
              }
            });
    assertThat(stopped.run(events)).isEqualTo(End.INTERRUPTED);
    assertThat(events.seen()).doesNotContain("validated 8 in epoch 2");
    Events rest = new Events();
    assertThat(new ArithmeticRun(run("last"), 2, BestWatch.LOSS).run(rest))
        .isEqualTo(End.COMPLETED);
    assertThat(rest.seen()).containsExactly("started 8 of 8", "validated 8 in epoch 2", "ended 8");
  }

  @Test
  void aRunStoppedBeforeItsFirstStepLeavesACheckpoint() {
    ArithmeticRun run = new ArithmeticRun(run("none"), 2, BestWatch.LOSS);
    run.coordinator().requestStop();
    assertThat(run.run()).isEqualTo(End.INTERRUPTED);
    assertThat(run.segments()).isEmpty();
    assertThat(new ArithmeticRun(run("none"), 2, BestWatch.LOSS).run()).isEqualTo(End.COMPLETED);
  }

  @Test
  void aFailedStepKeepsTheCheckpointsBeforeIt() {
    ArithmeticRun run = new ArithmeticRun(run("nan"), 3, BestWatch.LOSS).withNanAt(7);
    Events events = new Events();
    assertThatThrownBy(() -> run.run(events))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DIVERGED))
        .hasMessageStartingWith("step 7, loss = NaN: must be finite. ");
    assertThat(events.seen()).endsWith("step 6", "checkpoint 5"); // finished after the failure
    assertThat(run.store().latest(skipped -> {}).orElseThrow().state().step()).isEqualTo(5);
  }

  @Test
  void aValidationThatIsNotFiniteIsAnErrorBeforeAnythingIsSaved() {
    ArithmeticRun run = new ArithmeticRun(run("inf"), 3, BestWatch.LOSS);
    Events events =
        new Events(
            event -> {
              if (event.equals("step 3")) {
                run.coordinator().parameters()[0] = Float.NaN;
              }
            });
    assertThatThrownBy(() -> run.run(events))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DIVERGED))
        .hasMessage(
            "validation after step 4, loss = NaN: must be finite. Lower optimizer.learningRate,"
                + " or check the scale of the validation data.");
    assertThat(run.store().latest(skipped -> {})).isEmpty();
    assertThat(run.store().best(skipped -> {})).isEmpty();
  }
}
