package io.github.bellows.common.config;

import io.github.bellows.common.schedule.Constant;
import io.github.bellows.common.schedule.Cosine;
import io.github.bellows.common.schedule.CosineRestarts;
import io.github.bellows.common.schedule.Cyclic;
import io.github.bellows.common.schedule.Exponential;
import io.github.bellows.common.schedule.InverseTime;
import io.github.bellows.common.schedule.Joined;
import io.github.bellows.common.schedule.Linear;
import io.github.bellows.common.schedule.MultiStep;
import io.github.bellows.common.schedule.Noam;
import io.github.bellows.common.schedule.OneCycle;
import io.github.bellows.common.schedule.Plateau;
import io.github.bellows.common.schedule.Polynomial;
import io.github.bellows.common.schedule.Schedule;
import io.github.bellows.common.schedule.Sigmoid;
import io.github.bellows.common.schedule.StepDecay;
import io.github.bellows.common.schedule.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * The table of schedules: how each kind reads its options. A row reads {@code warmup} too, since
 * {@code steps} counts the warm-up in where a kind has it; the other kinds begin when it ends.
 */
final class ScheduleRows {
  private static final Rule<Double> RATE = Rule.notNegative();
  private static final Rule<Double> POSITIVE = Rule.positive();
  private static final Rule<Double> FACTOR =
      Rule.number("must be a number in (0, 1]", value -> value > 0 && value <= 1);
  private static final Rule<Double> INSIDE =
      Rule.number("must be a number in (0, 1)", value -> value > 0 && value < 1);
  private static final Rule<Long> COUNT = Rule.longNumber(1);
  private static final Rule<Cyclic.Mode> MODES =
      Rule.choice(List.of("triangular", "triangular2", "exponentialRange"), Cyclic.Mode.values());
  private static final Rule<OneCycle.Shape> SHAPES =
      Rule.choice(List.of("cosine", "linear"), OneCycle.Shape.values());
  private static final Rule<Boolean> AT_FLOOR =
      Rule.choice(List.of("hold", "stop"), new Boolean[] {false, true});
  private static final double FROM = 0.001;
  private static final long STEPS = 2000;

  private static final Map<String, Function<Section, Schedule>> ROWS = new LinkedHashMap<>();

  static {
    ROWS.put("constant", s -> after(s, () -> new Constant(s.require("value", RATE, FROM))));
    ROWS.put(
        "step",
        s -> after(s, () -> new StepDecay(from(s), factor(s), s.require("every", COUNT, 1000L))));
    ROWS.put(
        "multiStep",
        s -> {
          List<Long> example = List.of(1000L, STEPS);
          return after(
              s, () -> new MultiStep(from(s), factor(s), s.requireList("at", COUNT, example)));
        });
    ROWS.put(
        "exponential",
        s -> after(s, () -> new Exponential(from(s), s.require("decay", FACTOR, 0.999))));
    ROWS.put(
        "inverseTime",
        s -> after(s, () -> new InverseTime(from(s), s.require("decay", RATE, 0.01))));
    ROWS.put(
        "polynomial",
        s -> {
          double from = from(s);
          double to = to(s);
          double power = s.get("power", POSITIVE, 1.0);
          return within(s, steps -> new Polynomial(from, to, steps, power));
        });
    ROWS.put(
        "linear",
        s -> {
          double from = from(s);
          double to = to(s);
          return within(s, steps -> new Linear(from, to, steps));
        });
    ROWS.put(
        "cosine",
        s -> {
          double from = from(s);
          double to = to(s);
          return within(s, steps -> new Cosine(from, to, steps));
        });
    ROWS.put("cosineRestarts", s -> after(s, () -> cosineRestarts(s)));
    ROWS.put("cyclic", s -> after(s, () -> cyclic(s)));
    ROWS.put("oneCycle", ScheduleRows::oneCycle);
    ROWS.put(
        "sigmoid",
        s ->
            after(
                s,
                () ->
                    new Sigmoid(
                        from(s),
                        to(s),
                        s.require("middle", COUNT, 1000L),
                        s.require("steepness", POSITIVE, 0.01))));
    // Its warm-up is a part of the formula, not one that comes before it.
    ROWS.put(
        "noam", s -> new Noam(s.require("peak", RATE, FROM), s.require("warmup", COUNT, 4000L)));
    ROWS.put(
        "values",
        s -> after(s, () -> new Values(s.requireList("list", RATE, List.of(FROM, FROM / 10)))));
    ROWS.put("plateau", s -> after(s, () -> plateau(s)));
    ROWS.put("sequence", s -> after(s, () -> sequence(s)));
  }

  private ScheduleRows() {}

  static Set<String> kinds() {
    return ROWS.keySet();
  }

  /**
   * Reads the options of a kind.
   *
   * @throws IllegalArgumentException ({@code key = value: rule}) if they do not fit together
   */
  static Schedule read(String kind, Section section) {
    Function<Section, Schedule> row = ROWS.get(kind);
    if (row == null) {
      throw new IllegalArgumentException("schedule = " + kind + ": has no row in ScheduleRows");
    }
    return row.apply(section);
  }

  private static double from(Section section) {
    return section.require("from", RATE, FROM);
  }

  private static double to(Section section) {
    return section.get("to", RATE, 0.0);
  }

  private static double factor(Section section) {
    return section.require("factor", FACTOR, 0.5);
  }

  private static long warmup(Section section) {
    return section.get("warmup", Rule.longNumber(0), 0L);
  }

  /** Returns a schedule that begins when the warm-up ends. */
  private static Schedule after(Section section, Supplier<Schedule> main) {
    // First, so that the key is known where the schedule is refused.
    long warmup = warmup(section);
    return Joined.warmup(warmup, main.get());
  }

  /** Returns a schedule of {@code steps} steps with the warm-up among them. */
  private static Schedule within(Section section, LongFunction<Schedule> main) {
    long steps = section.require("steps", COUNT, STEPS);
    return Joined.warmupWithin(steps, warmup(section), main);
  }

  private static Schedule cosineRestarts(Section section) {
    return new CosineRestarts(
        from(section),
        to(section),
        section.require("period", COUNT, 1000L),
        section.get("multiplier", COUNT, 1L),
        section.get("peakDecay", FACTOR, 1.0));
  }

  private static Schedule cyclic(Section section) {
    double from = from(section);
    double to = section.require("to", RATE, 0.006);
    long up = section.require("up", COUNT, STEPS);
    return new Cyclic(
        from,
        to,
        up,
        section.get("down", COUNT, up),
        section.get("mode", MODES, Cyclic.Mode.TRIANGULAR),
        section.get("decay", FACTOR, 1.0));
  }

  private static Schedule oneCycle(Section section) {
    double peak = section.require("peak", RATE, 0.01);
    double from = section.get("from", RATE, peak / OneCycle.PEAK_OVER_FROM);
    double to = section.get("to", RATE, peak / OneCycle.PEAK_OVER_TO);
    double rise = section.get("rise", INSIDE, OneCycle.DEFAULT_RISE);
    OneCycle.Shape shape = section.get("shape", SHAPES, OneCycle.Shape.COSINE);
    boolean threePhase = section.get("threePhase", Rule.flag(), false);
    return within(section, steps -> new OneCycle(from, peak, to, steps, rise, shape, threePhase));
  }

  private static Schedule plateau(Section section) {
    return new Plateau(
        section.require("from", POSITIVE, FROM),
        section.get("metric", MetricNames.RULE, "loss"),
        section.get("factor", INSIDE, Plateau.DEFAULT_FACTOR),
        section.get("patience", Rule.wholeNumber(0), Plateau.DEFAULT_PATIENCE),
        section.get("threshold", Rule.belowOne(), Plateau.DEFAULT_THRESHOLD),
        section.get("cooldown", Rule.wholeNumber(0), 0),
        section.get("floor", RATE, 0.0),
        section.get("atFloor", AT_FLOOR, false));
  }

  private static Schedule sequence(Section section) {
    List<Schedule> parts = Schedules.list(section, "parts", RATE);
    List<Long> at = section.requireList("at", COUNT, List.of(1000L));
    return parts == null ? new Constant(0) : new Joined(parts, at);
  }
}
