package io.github.bellows.common.schedule;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.schedule.Cyclic.Mode;
import io.github.bellows.common.schedule.OneCycle.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What no schedule may be made of, and the message that says so. */
class ScheduleRefusalsTest {
  private static final double NAN = Double.NaN;
  private static final double INFINITE = Double.POSITIVE_INFINITY;
  private static final Schedule ONE = new Constant(1);
  private static final Schedule EPOCHS = new InEpochs(ONE);

  record Bad(Runnable make, String message) {
    @Override
    public String toString() {
      return message;
    }
  }

  static Stream<Bad> bad() {
    return Stream.of(stairs(), slopes(), restarts(), cycles(), oneCycles(), plateaus(), joins())
        .flatMap(List::stream);
  }

  private static List<Bad> stairs() {
    String rate = ": must be finite and not negative";
    return List.of(
        bad(() -> new Constant(-0.1), "value = -0.1" + rate),
        bad(() -> new Constant(NAN), "value = NaN" + rate),
        bad(() -> new Constant(INFINITE), "value = Infinity" + rate),
        bad(() -> new StepDecay(-1, 0.5, 1), "from = -1.0" + rate),
        bad(() -> new StepDecay(1, 0, 1), "factor = 0.0: must be in (0, 1]"),
        bad(() -> new StepDecay(1, 0.5, 0), "every = 0: must be at least 1"),
        bad(() -> new MultiStep(-1, 0.5, List.of(1L)), "from = -1.0" + rate),
        bad(() -> new MultiStep(1, 2, List.of(1L)), "factor = 2.0: must be in (0, 1]"),
        bad(() -> new MultiStep(1, 0.5, List.of()), "at = []: must not be empty"),
        bad(
            () -> new MultiStep(1, 0.5, List.of(0L, 3L)),
            "at = [0, 3]: must be positive and ascending"),
        bad(
            () -> new MultiStep(1, 0.5, List.of(5L, 3L)),
            "at = [5, 3]: must be positive and ascending"),
        bad(
            () -> new MultiStep(1, 0.5, List.of(3L, 3L)),
            "at = [3, 3]: must be positive and ascending"),
        bad(() -> new Values(List.of()), "list = []: must not be empty"),
        bad(() -> new Values(List.of(1., -1.)), "list = -1.0" + rate));
  }

  private static List<Bad> slopes() {
    String rate = ": must be finite and not negative";
    return List.of(
        bad(() -> new Exponential(INFINITE, 0.9), "from = Infinity" + rate),
        bad(() -> new Exponential(1, 1.5), "decay = 1.5: must be in (0, 1]"),
        bad(() -> new Exponential(1, NAN), "decay = NaN: must be in (0, 1]"),
        bad(() -> new InverseTime(-1, 1), "from = -1.0" + rate),
        bad(() -> new InverseTime(1, -1), "decay = -1.0" + rate),
        bad(() -> new Polynomial(-1, 0, 1, 1), "from = -1.0" + rate),
        bad(() -> new Polynomial(1, -1, 1, 1), "to = -1.0" + rate),
        bad(() -> new Polynomial(1, 0, 0, 1), "steps = 0: must be at least 1"),
        bad(() -> new Polynomial(1, 0, 1, 0), "power = 0.0: must be positive and finite"),
        bad(
            () -> new Polynomial(1, 0, 1, INFINITE),
            "power = Infinity: must be positive and finite"),
        bad(() -> new Linear(-1, 0, 1), "from = -1.0" + rate),
        bad(() -> new Linear(1, -1, 1), "to = -1.0" + rate),
        bad(() -> new Linear(1, 0, -3), "steps = -3: must be at least 1"),
        bad(() -> new Cosine(-1, 0, 1), "from = -1.0" + rate),
        bad(() -> new Cosine(1, -1, 1), "to = -1.0" + rate),
        bad(() -> new Cosine(1, 0, 0), "steps = 0: must be at least 1"),
        bad(() -> new Sigmoid(-1, 0, 1, 1), "from = -1.0" + rate),
        bad(() -> new Sigmoid(1, -1, 1, 1), "to = -1.0" + rate),
        bad(() -> new Sigmoid(1, 0, 0, 1), "middle = 0: must be at least 1"),
        bad(() -> new Sigmoid(1, 0, 1, 0), "steepness = 0.0: must be positive and finite"),
        bad(() -> new Noam(-1, 1), "peak = -1.0" + rate),
        bad(() -> new Noam(1, 0), "warmup = 0: must be at least 1"));
  }

  private static List<Bad> restarts() {
    return List.of(
        bad(
            () -> new CosineRestarts(-1, 0, 1, 1, 1),
            "from = -1.0: must be finite and not negative"),
        bad(
            () -> new CosineRestarts(1, 2, 1, 1, 1),
            "to = 2.0: must be in [0, from], and from is 1.0"),
        bad(
            () -> new CosineRestarts(1, -1, 1, 1, 1),
            "to = -1.0: must be in [0, from], and from is 1.0"),
        bad(() -> new CosineRestarts(1, 0, 0, 1, 1), "period = 0: must be at least 1"),
        bad(() -> new CosineRestarts(1, 0, 1, 0, 1), "multiplier = 0: must be at least 1"),
        bad(() -> new CosineRestarts(1, 0, 1, 1, 0), "peakDecay = 0.0: must be in (0, 1]"));
  }

  private static List<Bad> cycles() {
    Mode mode = Mode.TRIANGULAR;
    return List.of(
        bad(() -> new Cyclic(-1, 1, 1, 1, mode, 1), "from = -1.0: must be finite and not negative"),
        bad(() -> new Cyclic(1, -1, 1, 1, mode, 1), "to = -1.0: must be finite and not negative"),
        bad(() -> new Cyclic(1, 2, 0, 1, mode, 1), "up = 0: must be at least 1"),
        bad(() -> new Cyclic(1, 2, 1, 0, mode, 1), "down = 0: must be at least 1"),
        bad(
            () -> new Cyclic(1, 2, 1, Long.MAX_VALUE, mode, 1),
            "down = 9223372036854775807: must be in [1, 2⁶³ − up), and up is 1"),
        bad(
            () -> new Cyclic(1, 2, 1, 1, mode, 0.9),
            "decay = 0.9: must be 1 unless mode is exponentialRange"),
        bad(
            () -> new Cyclic(1, 2, 1, 1, Mode.TRIANGULAR2, 0.9),
            "decay = 0.9: must be 1 unless mode is exponentialRange"),
        bad(
            () -> new Cyclic(1, 2, 1, 1, Mode.EXPONENTIAL_RANGE, 1.1),
            "decay = 1.1: must be in (0, 1]"));
  }

  private static List<Bad> oneCycles() {
    String rate = " = -1.0: must be finite and not negative";
    Shape line = Shape.LINEAR;
    return List.of(
        bad(() -> new OneCycle(-1, 1, 1, 9, 0.3, line, false), "from" + rate),
        bad(() -> new OneCycle(1, -1, 1, 9, 0.3, line, false), "peak" + rate),
        bad(() -> new OneCycle(1, 1, -1, 9, 0.3, line, false), "to" + rate),
        bad(() -> new OneCycle(1, 1, 1, 0, 0.3, line, false), "steps = 0: must be at least 1"),
        bad(() -> new OneCycle(1, 1, 1, 9, 0, line, false), "rise = 0.0: must be in (0, 1)"),
        bad(() -> new OneCycle(1, 1, 1, 9, 1, line, false), "rise = 1.0: must be in (0, 1)"),
        bad(() -> new OneCycle(1, 1, 1, 9, NAN, line, false), "rise = NaN: must be in (0, 1)"),
        bad(
            () -> new OneCycle(1, 1, 1, 9, 0.51, line, true),
            "rise = 0.51: must be in (0, 0.5] with three phases"),
        bad(
            () -> new OneCycle(1, 1, 1, 9, 0, line, true),
            "rise = 0.0: must be in (0, 0.5] with three phases"),
        bad(
            () -> new OneCycle(1, 1, 1, 4, 0.25, line, false),
            "rise = 0.25: must be above 1 / steps, which is 0.25"));
  }

  private static List<Bad> plateaus() {
    return List.of(
        bad(() -> plateau(0, "loss", 0.5, 0, 0, 0, 0), "from = 0.0: must be positive and finite"),
        bad(() -> plateau(1, " ", 0.5, 0, 0, 0, 0), "metric = : must name a figure, such as loss"),
        bad(() -> plateau(1, "loss", 0, 0, 0, 0, 0), "factor = 0.0: must be in (0, 1)"),
        bad(() -> plateau(1, "loss", 1, 0, 0, 0, 0), "factor = 1.0: must be in (0, 1)"),
        bad(() -> plateau(1, "loss", 0.5, -1, 0, 0, 0), "patience = -1: must be in [0, ∞)"),
        bad(() -> plateau(1, "loss", 0.5, 0, -0.1, 0, 0), "threshold = -0.1: must be in [0, 1)"),
        bad(() -> plateau(1, "loss", 0.5, 0, 1, 0, 0), "threshold = 1.0: must be in [0, 1)"),
        bad(() -> plateau(1, "loss", 0.5, 0, 0, -1, 0), "cooldown = -1: must be in [0, ∞)"),
        bad(
            () -> plateau(1, "loss", 0.5, 0, 0, 0, 1),
            "floor = 1.0: must be in [0, from), and from is 1.0"),
        bad(
            () -> plateau(1, "loss", 0.5, 0, 0, 0, -1),
            "floor = -1.0: must be in [0, from), and from is 1.0"),
        bad(
            () -> new Plateau(1, "loss", 0.5, 0, 0, 0, 0, true),
            "floor = 0.0: must be above 0 where training is to stop at the floor"));
  }

  private static Plateau plateau(
      double from,
      String metric,
      double factor,
      int patience,
      double threshold,
      int cooldown,
      double floor) {
    return new Plateau(from, metric, factor, patience, threshold, cooldown, floor, false);
  }

  private static List<Bad> joins() {
    String epochs =
        "perEpoch = InEpochs[perEpoch=Constant[value=1.0]]:"
            + " must not have a part that counts epochs by itself";
    return List.of(
        bad(() -> Cosine.withWarmup(1, 0, 0, 0), "steps = 0: must be at least 1"),
        bad(
            () -> Cosine.withWarmup(1, 0, 10, 10),
            "warmup = 10: must be in [0, 10), the steps in all"),
        bad(
            () -> Cosine.withWarmup(1, 0, 10, -1),
            "warmup = -1: must be in [0, 10), the steps in all"),
        bad(() -> Joined.warmupWithin(0, 0, rest -> ONE), "steps = 0: must be at least 1"),
        bad(() -> Joined.warmup(-1, ONE), "warmup = -1: must not be negative"),
        bad(() -> Joined.warmup(1, ONE, -1), "peak = -1.0: must be finite and not negative"),
        bad(() -> Joined.warmup(0, ONE, -1), "peak = -1.0: must be finite and not negative"),
        bad(() -> new Joined(List.of(), List.of()), "parts = []: must not be empty"),
        bad(
            () -> new Joined(List.of(ONE, ONE), List.of()),
            "at = []: must be one fewer than the 2 parts"),
        bad(
            () -> new Joined(List.of(ONE), List.of(3L)),
            "at = [3]: must be one fewer than the 1 parts"),
        bad(
            () -> new Joined(List.of(ONE, ONE), List.of(0L)),
            "at = [0]: must be positive and ascending"),
        bad(
            () -> new Joined(List.of(ONE, ONE, ONE), List.of(5L, 5L)),
            "at = [5, 5]: must be positive and ascending"),
        bad(() -> EPOCHS.resolve(0), "stepsPerEpoch = 0: must be at least 1"),
        bad(() -> new InEpochs(EPOCHS), epochs),
        bad(() -> new PerEpoch(EPOCHS, 2), epochs));
  }

  private static Bad bad(Runnable make, String message) {
    return new Bad(make, message);
  }

  @ParameterizedTest
  @MethodSource("bad")
  void refuses(Bad bad) {
    assertThatThrownBy(bad.make()::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(bad.message());
  }

  @Test
  void theEndsOfEachIntervalAreAllowed() {
    assertThatCode(
            () -> {
              new Constant(0);
              new StepDecay(0, 1, 1);
              new MultiStep(0, 1, List.of(1L, 2L));
              new Exponential(0, 1);
              new InverseTime(0, 0);
              new Polynomial(0, 0, 1, 1e-9);
              new Linear(0, 0, 1);
              new Cosine(0, 0, 1);
              new CosineRestarts(0, 0, 1, 1, 1);
              new CosineRestarts(1, 1, 1, 1, 1);
              new Cyclic(0, 0, 1, Long.MAX_VALUE - 1, Mode.TRIANGULAR, 1);
              new Cyclic(0, 0, 1, 1, Mode.EXPONENTIAL_RANGE, 1);
              new OneCycle(0, 0, 0, 4, 0.2501, Shape.LINEAR, false);
              new OneCycle(0, 0, 0, 3, 0.5, Shape.LINEAR, true);
              new Sigmoid(0, 0, 1, 1e-9);
              new Noam(0, 1);
              new Values(List.of(0.));
              plateau(1, "loss", 0.5, 0, 0, 0, Math.nextDown(1));
              new Plateau(1, "loss", 0.5, 0, 0, 0, 1e-9, true);
              Cosine.withWarmup(1, 0, 10, 9);
              new Joined(List.of(ONE), List.of());
              new PerEpoch(ONE, 1);
            })
        .doesNotThrowAnyException();
  }
}
