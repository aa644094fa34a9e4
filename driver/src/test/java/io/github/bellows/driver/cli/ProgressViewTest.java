package io.github.bellows.driver.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.metric.ClassificationSums;
import io.github.bellows.driver.train.ValidationReport;
import io.github.bellows.worker.step.StepReport;
import io.github.bellows.worker.step.StepTimes;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressViewTest {
  private static final String ERASE = "\r\u001b[K";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private ProgressView view(boolean terminal) {
    RunConfig config =
        ConfigLoader.load(
                "x.yaml",
                """
                data:
                  train: { format: digits }
                model:
                  layers: [flatten, dense: { units: 10 }]
                training: { logEverySteps: 3 }
                """,
                Map.of(),
                List.of())
            .config();
    return new ProgressView(config, new PrintStream(bytes, true, UTF_8), terminal);
  }

  private String printed() {
    return bytes.toString(UTF_8).replace(System.lineSeparator(), "\n");
  }

  /** A step of 50 samples and 25 ms in an epoch of 4. */
  private static StepReport step(long step, double loss) {
    return step(step, loss, 50);
  }

  private static StepReport step(long step, double loss, double weight) {
    StepTimes times = new StepTimes(10e6, 10e6, 4e6, 1e6);
    return new StepReport(step, step / 4, 50, weight, loss, 0.1, 1, times);
  }

  private static ValidationReport validation(long step) {
    ClassificationSums sums = new ClassificationSums(2);
    sums.add(0, 0, 0.25);
    sums.add(1, 0, 0.75);
    return new ValidationReport(step, 1, sums.result());
  }

  @Test
  void theLossOfAnIntervalCountsEachStepByTheWeightOfItsSamples() {
    ProgressView view = view(false);
    view.stepped(step(0, 2, 1));
    view.stepped(step(1, 6, 3));
    view.stepped(step(2, 100, 0));
    assertThat(printed()).contains("loss 5.0000").contains("2,000 samples/s");
  }

  @Test
  void withoutATerminalThereIsALineForEveryInterval() {
    ProgressView view = view(false);
    view.prepared("digits reused");
    view.started(0, 1600);
    for (int step = 0; step < 4; step++) {
      view.stepped(step(step, step));
    }
    view.validated(validation(4));
    view.stepped(step(4, 7));
    view.stepped(step(5, 8));
    view.ended(6);
    view.close();
    // The loss is the mean since the last line; 1597 steps of 25 ms are 39.9 s.
    assertThat(printed())
        .isEqualTo(
            """
            data: digits reused
            training 1600 steps
            epoch 1 step 3/1600  loss 1.0000  2,000 samples/s  0:39 left
            validation after step 4:  accuracy 0.5000  loss 0.5000
            epoch 2 step 6/1600  loss 6.0000  2,000 samples/s  0:39 left
            """);
  }

  @Test
  void saysWhereItResumes() {
    view(false).started(7, 20);
    assertThat(printed()).isEqualTo("resuming at step 7 of 20\n");
  }

  @Test
  void onATerminalABarMovesOnOneLine() {
    ProgressView view = view(true);
    view.started(0, 4);
    view.stepped(step(0, 2));
    assertThat(printed())
        .isEqualTo(
            "training 4 steps\n"
                + ERASE
                + "[######..................] epoch 1 step 1/4  loss 2.0000  2,000 samples/s"
                + "  0:00 left");
    view.stepped(step(1, 2));
    assertThat(printed()).as("not more often than the eye can see").doesNotContain("step 2/4");
  }

  @Test
  void theBarIsErasedBeforeAnythingElseIsSaid() {
    ProgressView view = view(true);
    view.started(0, 4);
    view.stepped(step(0, 2));
    view.validated(validation(1));
    assertThat(printed())
        .endsWith("left" + ERASE + "validation after step 1:  accuracy 0.5000  loss 0.5000\n");
    view.ended(1);
    view.close();
    assertThat(printed()).as("there is no bar any more").endsWith("loss 0.5000\n");
  }

  @Test
  void theBarIsErasedAtTheEndAndOnFailure() {
    ProgressView ended = view(true);
    ended.started(0, 4);
    ended.stepped(step(0, 2));
    ended.ended(1);
    assertThat(printed()).endsWith("left" + ERASE);
    bytes.reset();
    try (ProgressView failed = view(true)) {
      failed.started(0, 4);
      failed.stepped(step(0, 2));
    }
    assertThat(printed()).endsWith("left" + ERASE);
  }

  @Test
  void withoutATerminalThereAreNoControlCharacters() {
    try (ProgressView view = view(false)) {
      view.prepared("x");
      view.started(0, 4);
      for (int step = 0; step < 4; step++) {
        view.stepped(step(step, 1));
      }
      view.validated(validation(4));
      view.ended(4);
    }
    assertThat(printed()).doesNotContain("\u001b", "\r");
  }
}
