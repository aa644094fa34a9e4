package io.github.bellows.common.config;

import io.github.bellows.common.optim.Adadelta;
import io.github.bellows.common.optim.Adagrad;
import io.github.bellows.common.optim.Adam;
import io.github.bellows.common.optim.Adamax;
import io.github.bellows.common.optim.AmsGrad;
import io.github.bellows.common.optim.Lamb;
import io.github.bellows.common.optim.Lars;
import io.github.bellows.common.optim.Lion;
import io.github.bellows.common.optim.Momentum;
import io.github.bellows.common.optim.Nadam;
import io.github.bellows.common.optim.Nesterov;
import io.github.bellows.common.optim.OptimizerSpec;
import io.github.bellows.common.optim.Regularization;
import io.github.bellows.common.optim.Regularization.Scope;
import io.github.bellows.common.optim.RmsProp;
import io.github.bellows.common.optim.Sgd;
import io.github.bellows.common.schedule.Constant;
import io.github.bellows.common.schedule.Schedule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The optimizers a configuration can name: one row each. Every kind takes {@code l1}, {@code l2},
 * {@code weightDecay} and {@code regularize} besides its own keys.
 */
final class Optimizers {
  private static final double ADAM_RATE = 0.001;
  private static final double SGD_RATE = 0.01;
  private static final double ADAMW_DECAY = 0.01;
  private static final List<String> SCOPES = List.of("all", "weights");
  private static final Map<String, Function<Section, OptimizerSpec>> ROWS = new LinkedHashMap<>();

  static {
    ROWS.put("sgd", o -> new Sgd(rate(o, SGD_RATE), regularization(o)));
    ROWS.put("momentum", o -> new Momentum(rate(o, SGD_RATE), momentum(o), regularization(o)));
    ROWS.put("nesterov", o -> new Nesterov(rate(o, SGD_RATE), momentum(o), regularization(o)));
    ROWS.put(
        "adagrad",
        o ->
            new Adagrad(rate(o, SGD_RATE), epsilon(o, Adagrad.DEFAULT_EPSILON), regularization(o)));
    ROWS.put(
        "adadelta",
        o ->
            new Adadelta(
                rate(o, Adadelta.DEFAULT_RATE),
                belowOne(o, "rho", Adadelta.DEFAULT_RHO),
                epsilon(o, Adadelta.DEFAULT_EPSILON),
                regularization(o)));
    ROWS.put(
        "rmsprop",
        o ->
            new RmsProp(
                rate(o, SGD_RATE),
                belowOne(o, "alpha", RmsProp.DEFAULT_ALPHA),
                epsilon(o, RmsProp.DEFAULT_EPSILON),
                o.get("centered", Rule.flag(), false),
                fraction(o, "momentum", 0),
                regularization(o)));
    ROWS.put("adam", o -> adam(o, 0));
    ROWS.put("adamw", o -> adam(o, ADAMW_DECAY));
    ROWS.put(
        "amsgrad",
        o ->
            new AmsGrad(
                rate(o, ADAM_RATE),
                beta1(o),
                beta2(o),
                epsilon(o, Adam.DEFAULT_EPSILON),
                regularization(o)));
    ROWS.put(
        "adamax",
        o ->
            new Adamax(
                rate(o, Adamax.DEFAULT_RATE),
                beta1(o),
                beta2(o),
                epsilon(o, Adam.DEFAULT_EPSILON),
                regularization(o)));
    ROWS.put(
        "nadam",
        o ->
            new Nadam(
                rate(o, Adamax.DEFAULT_RATE),
                belowOne(o, "beta1", Adam.DEFAULT_BETA1),
                beta2(o),
                epsilon(o, Adam.DEFAULT_EPSILON),
                o.get("momentumDecay", Rule.notNegative(), Nadam.DEFAULT_MOMENTUM_DECAY),
                regularization(o)));
    ROWS.put(
        "lars",
        o ->
            new Lars(
                rate(o, SGD_RATE),
                momentum(o),
                o.get("trust", Rule.positive(), Lars.DEFAULT_TRUST),
                epsilon(o, Lars.DEFAULT_EPSILON),
                regularization(o, 0, Scope.WEIGHTS)));
    ROWS.put(
        "lamb",
        o ->
            new Lamb(
                rate(o, ADAM_RATE),
                beta1(o),
                beta2(o),
                epsilon(o, Lamb.DEFAULT_EPSILON),
                regularization(o, 0, Scope.WEIGHTS)));
    ROWS.put(
        "lion",
        o ->
            new Lion(
                rate(o, Lion.DEFAULT_RATE),
                fraction(o, "beta1", Lion.DEFAULT_BETA1),
                belowOne(o, "beta2", Lion.DEFAULT_BETA2),
                regularization(o)));
  }

  private Optimizers() {}

  private static OptimizerSpec adam(Section options, double weightDecay) {
    return new Adam(
        rate(options, ADAM_RATE),
        beta1(options),
        beta2(options),
        epsilon(options, Adam.DEFAULT_EPSILON),
        regularization(options, weightDecay, Scope.ALL));
  }

  private static Schedule rate(Section options, double standard) {
    return Schedules.rate(options, "learningRate", Rule.notNegative(), standard);
  }

  private static Schedule momentum(Section options) {
    return fraction(options, "momentum", Momentum.DEFAULT_MOMENTUM);
  }

  private static Schedule beta1(Section options) {
    return fraction(options, "beta1", Adam.DEFAULT_BETA1);
  }

  private static double beta2(Section options) {
    return belowOne(options, "beta2", Adam.DEFAULT_BETA2);
  }

  private static double epsilon(Section options, double standard) {
    return options.get("epsilon", Rule.positive(), standard);
  }

  private static double belowOne(Section options, String key, double standard) {
    return options.get(key, Rule.belowOne(), standard);
  }

  /** Reads a number in [0, 1), or a schedule of such. */
  private static Schedule fraction(Section options, String key, double standard) {
    return Schedules.get(options, key, Rule.belowOne(), standard);
  }

  private static Regularization regularization(Section options) {
    return regularization(options, 0, Scope.ALL);
  }

  private static Regularization regularization(Section options, double weightDecay, Scope scope) {
    return new Regularization(
        options.get("l1", Rule.notNegative(), 0.0),
        options.get("l2", Rule.notNegative(), 0.0),
        Schedules.get(options, "weightDecay", Rule.notNegative(), weightDecay),
        options.get("regularize", Rule.choice(SCOPES, Scope.values()), scope));
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
