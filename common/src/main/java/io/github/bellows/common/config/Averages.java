package io.github.bellows.common.config;

import io.github.bellows.common.optim.Ema;
import io.github.bellows.common.optim.Swa;
import io.github.bellows.common.optim.WeightAverage;
import io.github.bellows.common.schedule.Schedule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The averages of parameters a configuration can name: one row each. Every kind takes {@code unit}
 * besides its own keys.
 */
final class Averages {
  private static final Rule<Boolean> IN_EPOCHS =
      Rule.choice(List.of("steps", "epochs"), new Boolean[] {false, true});
  private static final Rule<Long> START = Rule.longNumber(0);
  private static final Rule<Long> EVERY = Rule.longNumber(1);
  private static final Map<String, Function<Section, AverageConfig>> ROWS = new LinkedHashMap<>();

  static {
    ROWS.put(
        "ema",
        section -> {
          WeightAverage ema =
              new Ema(
                  section.get("decay", Rule.belowOne(), Ema.DEFAULT_DECAY),
                  section.get("start", START, 0L),
                  section.get("every", EVERY, 1L));
          boolean epochs = section.get("unit", IN_EPOCHS, false);
          return new AverageConfig(ema, epochs, section.get("validate", Rule.flag(), true));
        });
    ROWS.put(
        "swa",
        section -> {
          WeightAverage swa =
              new Swa(
                  section.require("start", START, 1000L),
                  section.require("every", EVERY, 100L),
                  rate(section));
          return new AverageConfig(swa, section.get("unit", IN_EPOCHS, false), false);
        });
  }

  private Averages() {}

  private static @Nullable Schedule rate(Section section) {
    if (section.given("learningRate") == null) {
      section.recordAbsent("learningRate");
      return null;
    }
    Schedule rate = Schedules.rate(section, "learningRate", Rule.notNegative(), 0.01);
    if (!rate.plateaus().isEmpty()) {
      section.report(
          "learningRate", "must be no plateau", "Hold the rate, or let it go up and down");
    }
    return rate;
  }

  static Set<String> kinds() {
    return ROWS.keySet();
  }

  /** Reads the options of an average of a known kind. */
  static AverageConfig read(String kind, Section options) {
    Function<Section, AverageConfig> row = ROWS.get(kind);
    if (row == null) {
      throw new IllegalArgumentException("weightAverage = " + kind + ": has no row in Averages");
    }
    return row.apply(options);
  }

  /** Reads {@code {kind: {…}}} or a bare word; null if the key was left out. */
  static @Nullable AverageConfig get(Section section, String key) {
    Node node = section.given(key);
    if (node == null) {
      section.recordAbsent(key);
      return null;
    }
    Reading.Variant variant =
        section.reading().variant(node, section.path(key), kinds(), "average of weights");
    if (variant == null) {
      section.recordAbsent(key);
      return null;
    }
    AverageConfig average = read(variant.kind(), variant.options());
    section.record(key, "null", variant::resolved);
    return average;
  }
}
