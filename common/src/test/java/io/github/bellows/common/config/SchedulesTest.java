package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.optim.Momentum;
import io.github.bellows.common.optim.OptimizerSpec;
import io.github.bellows.common.optim.Regularization;
import io.github.bellows.common.optim.Sgd;
import io.github.bellows.common.schedule.Constant;
import io.github.bellows.common.schedule.Cosine;
import io.github.bellows.common.schedule.CosineRestarts;
import io.github.bellows.common.schedule.Cyclic;
import io.github.bellows.common.schedule.Cyclic.Mode;
import io.github.bellows.common.schedule.Exponential;
import io.github.bellows.common.schedule.InEpochs;
import io.github.bellows.common.schedule.InverseTime;
import io.github.bellows.common.schedule.Joined;
import io.github.bellows.common.schedule.Linear;
import io.github.bellows.common.schedule.MultiStep;
import io.github.bellows.common.schedule.Noam;
import io.github.bellows.common.schedule.OneCycle;
import io.github.bellows.common.schedule.OneCycle.Shape;
import io.github.bellows.common.schedule.PerEpoch;
import io.github.bellows.common.schedule.Plateau;
import io.github.bellows.common.schedule.Polynomial;
import io.github.bellows.common.schedule.Schedule;
import io.github.bellows.common.schedule.Sigmoid;
import io.github.bellows.common.schedule.StepDecay;
import io.github.bellows.common.schedule.Values;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SchedulesTest {
  static Stream<Arguments> schedules() {
    return Stream.of(plain(), cycles(), warmups(), sequences()).flatMap(List::stream);
  }

  private static List<Arguments> plain() {
    return List.of(
        row("constant: { value: 0.5 }", new Constant(0.5)),
        row("step: { from: 1, factor: 0.5, every: 3 }", new StepDecay(1, 0.5, 3)),
        row("multiStep: { from: 1, factor: 0.5, at: [3, 4] }", new MultiStep(1, 0.5, at(3, 4))),
        row("exponential: { from: 1, decay: 0.9 }", new Exponential(1, 0.9)),
        row("inverseTime: { from: 1, decay: 2 }", new InverseTime(1, 2)),
        row("polynomial: { from: 1, steps: 7 }", new Polynomial(1, 0, 7, 1)),
        row("polynomial: { from: 1, to: 2, steps: 7, power: 3 }", new Polynomial(1, 2, 7, 3)),
        row("cosine: { from: 1, steps: 7 }", new Cosine(1, 0, 7)),
        row("cosine: { from: 1, to: 0.5, steps: 7 }", new Cosine(1, 0.5, 7)),
        row("linear: { from: 1, to: 2, steps: 7 }", new Linear(1, 2, 7)),
        row("sigmoid: { from: 1, middle: 7, steepness: 0.5 }", new Sigmoid(1, 0, 7, 0.5)),
        row("sigmoid: { from: 1, to: 2, middle: 7, steepness: 3 }", new Sigmoid(1, 2, 7, 3)),
        row("noam: { peak: 2, warmup: 7 }", new Noam(2, 7)),
        row("values: { list: [3, 1, 2] }", new Values(List.of(3., 1., 2.))),
        row("plateau: { from: 2 }", new Plateau(2, "loss", 0.1, 10, 1e-4, 0, 0, false)),
        row(
            "plateau: { from: 2, metric: accuracy, factor: 0.5, patience: 0, threshold: 0.1,"
                + " cooldown: 4, floor: 0.25, atFloor: stop }",
            new Plateau(2, "accuracy", 0.5, 0, 0.1, 4, 0.25, true)));
  }

  private static List<Arguments> cycles() {
    return List.of(
        row("cosineRestarts: { from: 1, period: 7 }", new CosineRestarts(1, 0, 7, 1, 1)),
        row(
            "cosineRestarts: { from: 1, to: 0.5, period: 7, multiplier: 2, peakDecay: 0.75 }",
            new CosineRestarts(1, 0.5, 7, 2, 0.75)),
        row("cyclic: { from: 1, to: 2, up: 7 }", new Cyclic(1, 2, 7, 7, Mode.TRIANGULAR, 1)),
        row(
            "cyclic: { from: 1, to: 2, up: 7, down: 3, mode: triangular2 }",
            new Cyclic(1, 2, 7, 3, Mode.TRIANGULAR2, 1)),
        row(
            "cyclic: { from: 1, to: 2, up: 7, mode: exponentialRange, decay: 0.5 }",
            new Cyclic(1, 2, 7, 7, Mode.EXPONENTIAL_RANGE, 0.5)),
        row(
            "oneCycle: { peak: 0.1, steps: 50 }",
            new OneCycle(0.1 / 25, 0.1, 0.1 / 25e4, 50, 0.3, Shape.COSINE, false)),
        row(
            "oneCycle: { from: 1, peak: 2, to: 3, steps: 50, rise: 0.25, shape: linear,"
                + " threePhase: true }",
            new OneCycle(1, 2, 3, 50, 0.25, Shape.LINEAR, true)));
  }

  private static List<Arguments> warmups() {
    Plateau plateau = new Plateau(2, "loss", 0.1, 10, 1e-4, 0, 0, false);
    return List.of(
        row("cosine: { from: 1, steps: 7, warmup: 2 }", Joined.warmup(2, new Cosine(1, 0, 5), 1)),
        row("linear: { from: 1, steps: 7, warmup: 2 }", Joined.warmup(2, new Linear(1, 0, 5), 1)),
        row(
            "polynomial: { from: 1, steps: 7, warmup: 2 }",
            Joined.warmup(2, new Polynomial(1, 0, 5, 1), 1)),
        row(
            "oneCycle: { peak: 25, steps: 50, warmup: 10 }",
            Joined.warmup(10, new OneCycle(1, 25, 1e-4, 40, 0.3, Shape.COSINE, false), 1)),
        row(
            "step: { from: 1, factor: 0.5, every: 3, warmup: 2 }",
            Joined.warmup(2, new StepDecay(1, 0.5, 3), 1)),
        row(
            "exponential: { from: 1, decay: 0.9, warmup: 2 }",
            Joined.warmup(2, new Exponential(1, 0.9), 1)),
        row("constant: { value: 0.5, warmup: 2 }", Joined.warmup(2, new Constant(0.5), 0.5)),
        row(
            "values: { list: [3, 1], warmup: 2 }",
            Joined.warmup(2, new Values(List.of(3., 1.)), 3)),
        row("plateau: { from: 2, warmup: 5 }", Joined.warmup(5, plateau, 2)),
        row(
            "plateau: { from: 2, warmup: 5, unit: epochs }",
            new InEpochs(Joined.warmup(5, plateau, 2))),
        row(
            "step: { from: 1, factor: 0.5, every: 3, unit: epochs }",
            new InEpochs(new StepDecay(1, 0.5, 3))),
        row("noam: { peak: 2, warmup: 7, unit: epochs }", new InEpochs(new Noam(2, 7))),
        row(
            "cosine: { from: 1, steps: 7, warmup: 2, unit: epochs }",
            new InEpochs(Joined.warmup(2, new Cosine(1, 0, 5), 1))),
        row("linear: { from: 1, steps: 7, unit: steps }", new Linear(1, 0, 7)));
  }

  private static List<Arguments> sequences() {
    Schedule half = new Constant(0.5);
    return List.of(
        row(
            "sequence: { parts: [0.5, 1], at: [3] }",
            new Joined(List.of(half, new Constant(1)), at(3))),
        row(
            "sequence: { parts: [0.5, { linear: { from: 1, steps: 7, warmup: 2 } }], at: [3] }",
            new Joined(List.of(half, Joined.warmup(2, new Linear(1, 0, 5), 1)), at(3))),
        row(
            "sequence: { parts: [0.5, { noam: { peak: 2, warmup: 4, unit: epochs } }], at: [3] }",
            new Joined(List.of(half, new InEpochs(new Noam(2, 4))), at(3))),
        row(
            "sequence: { parts: [0.5, { values: { list: [1, 2] } }, 3], at: [3, 5], warmup: 2,"
                + " unit: epochs }",
            new InEpochs(
                Joined.warmup(
                    2,
                    new Joined(
                        List.of(half, new Values(List.of(1., 2.)), new Constant(3)), at(3, 5)),
                    0.5))),
        row(
            "sequence: { parts: [{ sequence: { parts: [1, 0.5], at: [2] } },"
                + " { plateau: { from: 2 } }], at: [9] }",
            new Joined(
                List.of(
                    new Joined(List.of(new Constant(1), half), at(2)),
                    new Plateau(2, "loss", 0.1, 10, 1e-4, 0, 0, false)),
                at(9))));
  }

  private static List<Long> at(long... steps) {
    return Arrays.stream(steps).boxed().toList();
  }

  private static Arguments row(String yaml, Schedule schedule) {
    return Arguments.of(yaml, schedule);
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void readsEachScheduleAndWhatIsWrittenOfIt(String yaml, Schedule expected) {
    LoadedConfig loaded = load("{ sgd: { learningRate: { " + yaml + " } } }");
    assertThat(loaded.config().optimizer()).isEqualTo(new Sgd(expected, Regularization.NONE));
    LoadedConfig again =
        ConfigLoader.load("config.yaml", loaded.resolvedYaml(), Map.of(), List.of());
    assertThat(again.config().optimizer()).isEqualTo(loaded.config().optimizer());
    assertThat(withoutOrigins(again)).isEqualTo(withoutOrigins(loaded));
    assertThat(again.resolvedYaml()).doesNotContain("# default");
  }

  private static String withoutOrigins(LoadedConfig config) {
    return config.resolvedYaml().replaceAll(" # \\S+\n", "\n");
  }

  @Test
  void everyScheduleCanBeConfigured() {
    Set<Class<?>> schedules = new HashSet<>();
    schedules().forEach(row -> schedules.add(row.get()[1].getClass()));
    // Only resolving makes this one; no configuration can know the steps of an epoch.
    schedules.add(PerEpoch.class);
    assertThat(schedules)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.asList(Schedule.class.getPermittedSubclasses()));
  }

  @Test
  void theMomentumCycleIsOneCycleUpsideDown() {
    OptimizerSpec read =
        load("{ momentum: { momentum: { oneCycle: { from: 0.95, peak: 0.85, to: 0.95,"
                + " steps: 60 } } } }")
            .config()
            .optimizer();
    assertThat(((Momentum) read).momentum())
        .isEqualTo(new OneCycle(0.95, 0.85, 0.95, 60, 0.3, Shape.COSINE, false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "multiStep: { from: 1, factor: 0.5, at: [5, 3] }"
            + "|.multiStep.at = [5, 3]: must be positive and ascending. Write another value.",
        "multiStep: { from: 1, factor: 0.5 }"
            + "|.multiStep.at: is required. Write for example at: [1000, 2000].",
        "multiStep: { from: 1, factor: 0.5, at: [] }"
            + "|.multiStep.at = []: must not be empty. Write for example [1000, 2000].",
        "cosineRestarts: { from: 1, to: 2, period: 3, unit: epochs, warmup: 2 }"
            + "|.cosineRestarts.to = 2.0: must be in [0, from], and from is 1.0."
            + " Write another value.",
        "cosineRestarts: { from: 1, period: 0 }"
            + "|.cosineRestarts.period = 0: must be a whole number of at least 1."
            + " Write for example 1000.",
        "linear: { from: 1, steps: 5, warmup: 5, unit: epochs }"
            + "|.linear.warmup = 5: must be in [0, 5), the steps in all. Write another value.",
        "oneCycle: { peak: 1, steps: 3 }"
            + "|.oneCycle.rise = 0.3: must be above 1 / steps, which is 0.3333333333333333."
            + " Write another value.",
        "cyclic: { from: 1, to: 2, up: 3, mode: triangle }"
            + "|.cyclic.mode = triangle: must be triangular, triangular2 or exponentialRange."
            + " Write for example triangular.",
        "plateau: { from: 1, floor: 1 }"
            + "|.plateau.floor = 1.0: must be in [0, from), and from is 1.0. Write another value.",
        "plateau: { from: 1, atFloor: stop }"
            + "|.plateau.floor = 0.0: must be above 0 where training is to stop at the floor."
            + " Write another value.",
        "noam: { peak: 1 }|.noam.warmup: is required. Write for example warmup: 4000.",
        "noam: { peak: 1, warmup: 0 }"
            + "|.noam.warmup = 0: must be a whole number of at least 1. Write for example 4000.",
        "values: { list: [1, -1] }"
            + "|.values.list.1 = -1: must be a number of at least 0. Write for example 0.001.",
        "sequence: { at: [3] }"
            + "|.sequence.parts: is required. Write for example"
            + " parts: [0.01, {exponential: {from: 0.01, decay: 0.999}}].",
        "sequence: { parts: 3, at: [3] }"
            + "|.sequence.parts = 3: must be a list. Write for example"
            + " [0.01, {exponential: {from: 0.01, decay: 0.999}}].",
        "sequence: { parts: [], at: [3] }"
            + "|.sequence.parts = []: must not be empty. Write another value.",
        "sequence: { parts: [1, 2, 3], at: [3] }"
            + "|.sequence.at = [3]: must be one fewer than the 3 parts. Write another value.",
        "sequence: { parts: [1, fast], at: [3] }"
            + "|.sequence.parts.1 = fast: must be a number of at least 0, or a schedule."
            + " Write for example 0.01.",
        "sequence: { parts: [1, { cosin: { from: 1, steps: 3 } }], at: [3] }"
            + "|.sequence.parts.1.cosin: is no schedule of this version. Did you mean cosine?",
        "sequence: { parts: [1, { cosine: { from: 1, steps: 3, form: 2 } }], at: [3] }"
            + "|.sequence.parts.1.cosine.form = 2: unknown key. Did you mean from?",
        "sequence: { parts: [1, { cosine: { from: 1, steps: 3, unit: epochs } }], at: [3],"
            + " unit: epochs }"
            + "|.sequence.unit = epochs: must stand once, and a part of this sequence has it too."
            + " Write another value."
      })
  void refusesWithOneMessage(String yaml, String message) {
    assertThatThrownBy(() -> load("{ sgd: { learningRate: { " + yaml + " } } }"))
        .hasMessage("optimizer.sgd.learningRate" + message + " (conf/x.yaml:5)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "momentum|momentum|{plateau: {from: 0.5}}",
        "momentum|weightDecay|{plateau: {from: 0.5}}",
        "adam|beta1|{sequence: {parts: [0.9, {plateau: {from: 0.5}}], at: [3]}}",
      })
  void aPlateauLowersLearningRatesAlone(String kind, String key, String plateau) {
    assertThatThrownBy(() -> load("{ " + kind + ": { " + key + ": " + plateau + " } }"))
        .hasMessage(
            "optimizer."
                + kind
                + "."
                + key
                + " = "
                + plateau
                + ": must not have a plateau, which may stand in a learning rate only."
                + " Write a number or another schedule. (conf/x.yaml:5)");
  }

  private static LoadedConfig load(String optimizer) {
    return Configs.loaded(
        Configs.SHORTEST + "optimizer: " + optimizer + "\n", "data.validation={split: 0.1}");
  }
}
