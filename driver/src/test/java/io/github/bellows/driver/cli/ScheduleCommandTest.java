package io.github.bellows.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleCommandTest extends CommandLineTest {
  /** 100 samples, 80 of them for training: 10 steps of 2 · 4 samples in an epoch, 40 steps. */
  private static final String DRAWN =
      """
      data:
        train: { format: digits, samples: 100 }
        validation: { split: 0.2 }
      model:
        layers: [flatten, dense: { units: 10 }]
      training: { epochs: 4, batch: 4, lanes: 2 }
      """;

  private Ended schedule(String yaml, String rate, String... more) {
    Path conf = write(directory.resolve("drawn.yaml"), yaml);
    List<String> args = new ArrayList<>(List.of("schedule", conf.toString()));
    args.addAll(List.of("--picture", picture().toString()));
    args.addAll(List.of("--set", "optimizer.sgd.learningRate=" + rate));
    args.addAll(List.of(more));
    return run(args.toArray(String[]::new));
  }

  private Path picture() {
    return directory.resolve("p.svg");
  }

  private static List<String> rows(Ended ended) {
    return ended.out().lines().map(line -> line.strip().replaceAll(" +", " ")).toList();
  }

  @Test
  void printsValuesOfTheRunAndDrawsThem() {
    Ended ended = schedule(DRAWN, "{ multiStep: { from: 1, factor: 0.5, at: [3, 21] } }");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isZero();
    assertThat(rows(ended))
        .startsWith("drawn: sgd, 40 steps, 10 in an epoch", "", "step epoch learningRate", "0 0 1")
        .contains("2 0 1", "3 0 0.5", "21 2 0.25", "39 3 0.25")
        .endsWith("", "picture: " + picture());
    // Twenty evenly from 0 to 39, 21 among them, and the boundary 3.
    assertThat(rows(ended).stream().filter(row -> row.matches("[0-9]+ [0-9] [0-9.]+"))).hasSize(21);
    assertThat(read(picture()))
        .startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\"")
        .contains(">optimizer.sgd.learningRate</text>");
  }

  @Test
  void epochsHaveTheStepsOfTheTrainingSamples() {
    Ended ended = schedule(DRAWN, "{ values: { list: [1, 0.5, 2e-7], unit: epochs } }");
    assertThat(rows(ended)).contains("10 1 0.5", "20 2 2e-7", "39 3 2e-7");
    Ended given =
        schedule(DRAWN, "{ values: { list: [1, 0.5], unit: epochs } }", "--samples", "33");
    assertThat(rows(given))
        .startsWith("drawn: sgd, 20 steps, 5 in an epoch")
        .contains("4 0 1", "5 1 0.5");
  }

  @Test
  void stepsOfTheCommandLineAndTheConfigurationLimitTheRun() {
    assertThat(rows(schedule(DRAWN, "0.5", "--steps", "3")))
        .contains("0 0 0.5", "1 0 0.5", "2 0 0.5")
        .doesNotContain("3 0 0.5");
    assertThat(rows(schedule(DRAWN, "0.5", "--set", "training.steps=1")))
        .startsWith("drawn: sgd, 1 step, 10 in an epoch", "", "step epoch learningRate", "0 0 0.5");
  }

  @Test
  void otherSchedulesOfTheOptimizerHaveColumnsAndChartsOfTheirOwn() {
    Path conf = write(directory.resolve("drawn.yaml"), DRAWN);
    Ended ended =
        run(
            "schedule",
            conf.toString(),
            "--picture",
            picture().toString(),
            "--set",
            "optimizer={momentum: {learningRate: 0.25, momentum: {linear: {from: 0.5, to: 0.9,"
                + " steps: 40}}, weightDecay: {step: {from: 0.01, factor: 0.1, every: 20}}}}");
    assertThat(rows(ended))
        .contains(
            "step epoch learningRate momentum weightDecay",
            "0 0 0.25 0.5 0.01",
            "39 3 0.25 0.89 0.001");
    assertThat(read(picture()))
        .contains("optimizer.momentum.learningRate</text>")
        .contains("optimizer.momentum.momentum</text>")
        .contains("optimizer.momentum.weightDecay</text>");
  }

  @Test
  void anAverageWithItsOwnRateIsPartOfTheCurve() {
    Ended ended =
        schedule(
            DRAWN,
            "0.5",
            "--set",
            "training.weightAverage={swa: {start: 2, every: 1, unit: epochs, learningRate: 0.125}}");
    assertThat(rows(ended)).contains("18 1 0.5", "20 2 0.125", "39 3 0.125");
  }

  @Test
  void aPlateauIsShownUnreducedAndSaidToBe() {
    Ended ended = schedule(DRAWN, "{ plateau: { from: 0.5, patience: 2, warmup: 4 } }");
    assertThat(rows(ended))
        .contains("0 0 0.1", "4 0 0.5", "39 3 0.5")
        .contains(
            "optimizer.sgd.learningRate: the plateau is shown as it is without reductions. More"
                + " than 2 validations in a row",
            "without gain in loss multiply it by 0.1.");
  }

  @Test
  void aLengthThatNobodyToldIsAskedFor() {
    String table =
        """
        data:
          train: { format: csv, path: absent.csv }
          label: { column: kind, kind: class }
        model:
          layers: [dense: { units: 2 }]
        training: { batch: 5, lanes: 2, epochs: 3 }
        """;
    Ended ended = schedule(table, "0.5");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.error())
        .isEqualTo(
            "bellows: training.epochs = 3: is a number of steps only where the number of training"
                + " samples is known, and the data is not read here. Add --samples N with the"
                + " training samples, or --steps N.");
    assertThat(picture()).doesNotExist();
    assertThat(rows(schedule(table, "0.5", "--samples", "101")))
        .startsWith("drawn: sgd, 33 steps, 11 in an epoch");
    assertThat(rows(schedule(table, "0.5", "--steps", "7")))
        .startsWith("drawn: sgd, 7 steps", "", "step learningRate", "0 0.5");
    assertThat(rows(schedule(table, "0.5", "--set", "training.steps=9")))
        .startsWith("drawn: sgd, 9 steps");
    Ended epochs =
        schedule(table, "{ noam: { peak: 1, warmup: 2, unit: epochs } }", "--steps", "7");
    assertThat(epochs.code()).isEqualTo(2);
    assertThat(epochs.error())
        .isEqualTo(
            "bellows: optimizer.sgd.learningRate: counts epochs, whose steps depend on the number"
                + " of training samples. Add --samples N with the training samples.");
  }

  @Test
  void numbersBelowOneAreUsage() {
    for (String option : List.of("--steps", "--samples")) {
      Ended ended = schedule(DRAWN, "0.5", option, "0");
      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.error())
          .isEqualTo("bellows: " + option + " = 0: must be at least 1. Write a larger number.");
    }
  }

  @Test
  void aPictureThatCannotBeWrittenIsNamed() {
    Path file = write(directory.resolve("file"), "");
    Ended ended = schedule(DRAWN, "0.5", "--picture", file.resolve("p.svg").toString());
    assertThat(ended.code()).isEqualTo(2);
    Path conf = write(directory.resolve("drawn.yaml"), DRAWN);
    Ended refused = run("schedule", conf.toString(), "--picture", file.resolve("p.svg").toString());
    assertThat(refused.code()).isEqualTo(73);
    assertThat(refused.error()).startsWith("bellows: " + file.resolve("p.svg"));
    assertThat(Files.exists(picture())).isFalse();
  }

  @Test
  void numbersHaveSixDigits() {
    assertThat(ScheduleTable.number(0.1 + 0.2)).isEqualTo("0.3");
    assertThat(ScheduleTable.number(1 / 3.0)).isEqualTo("0.333333");
    assertThat(ScheduleTable.number(4e-8)).isEqualTo("4e-8");
    assertThat(ScheduleTable.number(0)).isEqualTo("0");
    assertThat(ScheduleTable.number(1000)).isEqualTo("1000");
    assertThat(ScheduleTable.evenly(3, 101)).containsExactly(0L, 50L, 100L);
    assertThat(ScheduleTable.evenly(5, 2)).containsExactly(0L, 1L);
    assertThat(ScheduleTable.evenly(5, 1)).containsExactly(0L);
  }
}
