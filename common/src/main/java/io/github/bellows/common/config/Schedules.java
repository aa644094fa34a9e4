package io.github.bellows.common.config;

import io.github.bellows.common.schedule.Constant;
import io.github.bellows.common.schedule.Cosine;
import io.github.bellows.common.schedule.Exponential;
import io.github.bellows.common.schedule.InEpochs;
import io.github.bellows.common.schedule.Joined;
import io.github.bellows.common.schedule.Linear;
import io.github.bellows.common.schedule.Schedule;
import io.github.bellows.common.schedule.StepDecay;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The schedules a configuration can name, wherever a learning rate may stand: one row each. Every
 * kind takes {@code warmup} and {@code unit} besides its own keys. {@code steps} counts the warm-up
 * in; the other kinds begin when it ends.
 */
final class Schedules {
  private static final Rule<Double> RATE = Rule.notNegative();
  private static final Rule<Double> FACTOR =
      Rule.number("must be a number in (0, 1]", value -> value > 0 && value <= 1);
  private static final Rule<Long> COUNT = Rule.longNumber(1);
  private static final Rule<Boolean> IN_EPOCHS =
      Rule.choice(List.of("steps", "epochs"), new Boolean[] {false, true});
  private static final Map<String, Function<Section, Schedule>> ROWS = new LinkedHashMap<>();

  static {
    ROWS.put(
        "constant",
        section -> {
          double value = section.require("value", RATE, 0.001);
          return Joined.warmup(warmup(section), new Constant(value), value);
        });
    ROWS.put(
        "step",
        section -> {
          double from = section.require("from", RATE, 0.001);
          double factor = section.require("factor", FACTOR, 0.5);
          long every = section.require("every", COUNT, 1000L);
          return Joined.warmup(warmup(section), new StepDecay(from, factor, every), from);
        });
    ROWS.put(
        "exponential",
        section -> {
          double from = section.require("from", RATE, 0.001);
          double decay = section.require("decay", FACTOR, 0.999);
          return Joined.warmup(warmup(section), new Exponential(from, decay), from);
        });
    ROWS.put(
        "cosine",
        section -> {
          double from = section.require("from", RATE, 0.001);
          double to = section.get("to", RATE, 0.0);
          long steps = section.require("steps", COUNT, 2000L);
          return Cosine.withWarmup(from, to, steps, warmup(section));
        });
    ROWS.put(
        "linear",
        section -> {
          double from = section.require("from", RATE, 0.001);
          double to = section.get("to", RATE, 0.0);
          long steps = section.require("steps", COUNT, 2000L);
          long warmup = warmup(section);
          if (warmup >= steps) {
            throw new IllegalArgumentException(
                "warmup = " + warmup + ": must be in [0, " + steps + "), the steps in all");
          }
          return Joined.warmup(warmup, new Linear(from, to, steps - warmup), from);
        });
  }

  private Schedules() {}

  private static long warmup(Section section) {
    return section.get("warmup", Rule.longNumber(0), 0L);
  }

  static Set<String> kinds() {
    return ROWS.keySet();
  }

  /**
   * Reads a number, or {@code {kind: {…}}}; {@code standard} if the key was left out.
   *
   * @param number what a number may be; a schedule's values are checked by whoever uses it
   */
  static Schedule get(Section section, String key, Rule<Double> number, double standard) {
    Node node = section.given(key);
    String text = Node.number(standard);
    if (node == null || node instanceof Node.Scalar) {
      section.record(key, text, () -> node == null ? Node.of(text) : node);
      Double value =
          node == null ? Double.valueOf(standard) : number(section, key, node, number, text);
      return new Constant(value == null ? standard : value);
    }
    Reading.Variant variant =
        section.reading().variant(node, section.path(key), kinds(), "schedule");
    if (variant == null) {
      section.record(key, text, () -> node);
      return new Constant(standard);
    }
    section.record(key, text, variant::resolved);
    return read(variant.kind(), variant.options());
  }

  private static @Nullable Double number(
      Section section, String key, Node node, Rule<Double> number, String example) {
    Rule<Double> rule =
        new Rule<>(
            number.must() + ", or a schedule",
            number.parser(),
            number.writer(),
            number.words(),
            number.later());
    return section.checked(section.path(key), node, rule, example);
  }

  /** Reads the options of a schedule of a known kind. */
  static Schedule read(String kind, Section options) {
    Function<Section, Schedule> row = ROWS.get(kind);
    if (row == null) {
      throw new IllegalArgumentException("schedule = " + kind + ": has no row in Schedules");
    }
    return options.build(
        () -> {
          Schedule schedule = row.apply(options);
          boolean epochs = options.get("unit", IN_EPOCHS, false);
          return epochs ? new InEpochs(schedule) : schedule;
        },
        new Constant(0));
  }
}
