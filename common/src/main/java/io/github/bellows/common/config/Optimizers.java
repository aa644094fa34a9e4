package io.github.bellows.common.config;

import io.github.bellows.common.optim.Adam;
import io.github.bellows.common.optim.Momentum;
import io.github.bellows.common.optim.Nesterov;
import io.github.bellows.common.optim.OptimizerSpec;
import io.github.bellows.common.optim.Regularization;
import io.github.bellows.common.optim.Sgd;
import io.github.bellows.common.schedule.Constant;
import io.github.bellows.common.schedule.Schedule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The optimizers a configuration can name: one row each. Every kind takes {@code l1}, {@code l2}
 * and {@code weightDecay} besides its own keys.
 */
final class Optimizers {
  private static final double ADAM_RATE = 0.001;
  private static final double SGD_RATE = 0.01;
  private static final Rule<Regularization.Scope> SCOPES =
      Rule.choice(List.of("all", "weights"), Regularization.Scope.values());
  private static final Map<String, Function<Section, OptimizerSpec>> ROWS = new LinkedHashMap<>();

  static {
    ROWS.put("sgd", section -> new Sgd(rate(section, SGD_RATE), regularization(section)));
    ROWS.put(
        "momentum",
        section ->
            new Momentum(rate(section, SGD_RATE), momentum(section), regularization(section)));
    ROWS.put(
        "nesterov",
        section ->
            new Nesterov(rate(section, SGD_RATE), momentum(section), regularization(section)));
    ROWS.put(
        "adam",
        section ->
            new Adam(
                rate(section, ADAM_RATE),
                fraction(section, "beta1", Adam.DEFAULT_BETA1),
                section.get("beta2", Rule.belowOne(), Adam.DEFAULT_BETA2),
                section.get("epsilon", Rule.positive(), Adam.DEFAULT_EPSILON),
                regularization(section)));
  }

  private Optimizers() {}

  private static Schedule rate(Section section, double standard) {
    return Schedules.rate(section, "learningRate", Rule.notNegative(), standard);
  }

  private static Schedule momentum(Section section) {
    return fraction(section, "momentum", Momentum.DEFAULT_MOMENTUM);
  }

  /** Reads a number in [0, 1), or a schedule of such. */
  private static Schedule fraction(Section section, String key, double standard) {
    return Schedules.get(section, key, Rule.belowOne(), standard);
  }

  private static Regularization regularization(Section section) {
    return new Regularization(
        section.get("l1", Rule.notNegative(), 0.0),
        section.get("l2", Rule.notNegative(), 0.0),
        Schedules.get(section, "weightDecay", Rule.notNegative(), 0.0),
        section.get("regularize", SCOPES, Regularization.Scope.ALL));
  }

  static Set<String> kinds() {
    return ROWS.keySet();
  }

  /** Reads the options of an optimizer of a known kind. */
  static OptimizerSpec read(String kind, Section options) {
    Function<Section, OptimizerSpec> row = ROWS.get(kind);
    if (row == null) {
      throw new IllegalArgumentException("optimizer = " + kind + ": has no row in Optimizers");
    }
    return options.build(
        () -> row.apply(options), new Sgd(new Constant(SGD_RATE), Regularization.NONE));
  }

  /** Reads {@code {kind: {…}}} or a bare word; adam by default. */
  static OptimizerSpec get(Section section, String key) {
    Node node = section.given(key);
    Reading.Variant variant =
        node == null
            ? new Reading.Variant(
                "adam",
                section.reading().section(section.path(key) + ".adam", null, section.where()))
            : section.reading().variant(node, section.path(key), kinds(), "optimizer");
    if (variant == null) {
      section.record(key, "adam", () -> Node.of("adam"));
      return new Sgd(new Constant(SGD_RATE), Regularization.NONE);
    }
    section.record(key, "adam", variant::resolved);
    return read(variant.kind(), variant.options());
  }
}
