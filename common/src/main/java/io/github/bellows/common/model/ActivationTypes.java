package io.github.bellows.common.model;

import io.github.bellows.common.model.LayerOptions.Interval;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The activations a configuration can name: one row each. */
public final class ActivationTypes {
  private static final Map<String, Function<LayerOptions, Activation>> ROWS = new LinkedHashMap<>();

  static {
    ROWS.put("identity", options -> new Activation.Identity());
    ROWS.put("relu", options -> new Activation.Relu());
    ROWS.put(
        "leakyRelu",
        options ->
            new Activation.LeakyRelu(
                options.number("slope", Interval.FINITE, Activation.LeakyRelu.DEFAULT_SLOPE)));
    ROWS.put("tanh", options -> new Activation.Tanh());
    ROWS.put("sigmoid", options -> new Activation.Sigmoid());
    ROWS.put("elu", options -> new Activation.Elu(options.number("alpha", Interval.FINITE, 1)));
    ROWS.put("selu", options -> new Activation.Selu());
    ROWS.put("gelu", options -> new Activation.Gelu(options.flag("tanh", false)));
    ROWS.put("silu", options -> new Activation.Silu());
    ROWS.put("softplus", options -> new Activation.Softplus());
    ROWS.put("hardSigmoid", options -> new Activation.HardSigmoid());
    ROWS.put("softmax", options -> new Activation.Softmax());
    ROWS.put("logSoftmax", options -> new Activation.LogSoftmax());
  }

  private ActivationTypes() {}

  /** Returns the activations' keys in YAML. */
  public static Set<String> kinds() {
    return Collections.unmodifiableSet(ROWS.keySet());
  }

  /**
   * Returns the activation of a key with its options.
   *
   * @throws IllegalArgumentException if there is none of that key, or an option breaks its rule
   */
  public static Activation read(String kind, LayerOptions options) {
    Function<LayerOptions, Activation> row = ROWS.get(kind);
    if (row == null) {
      throw new IllegalArgumentException("activation = " + kind + ": must be one of " + kinds());
    }
    return row.apply(options);
  }
}
