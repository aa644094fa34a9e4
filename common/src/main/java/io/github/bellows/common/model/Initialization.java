package io.github.bellows.common.model;

import io.github.bellows.common.initial.Initializer;
import io.github.bellows.common.initial.Zeros;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules for first values that a configuration gives one layer.
 *
 * @param weight for weights; null for the layer's own default
 * @param recurrent for the matrices from a step to the next; null for the layer's own default
 * @param bias for biases; null for the layer's own default
 */
public record Initialization(
    @Nullable Initializer weight, @Nullable Initializer recurrent, @Nullable Initializer bias)
    implements Serializable {
  /** Each layer's own defaults. */
  public static final Initialization DEFAULT = new Initialization(null, null, null);

  /** Key of the weights' rule in YAML. */
  public static final String WEIGHT_KEY = "initializer";

  /** Key of the recurrent matrices' rule in YAML. */
  public static final String RECURRENT_KEY = "recurrentInitializer";

  /** Key of the biases' rule in YAML. */
  public static final String BIAS_KEY = "biasInitializer";

  /** Returns the rule for weights, {@code standard} if none was given. */
  public Initializer weightOr(Initializer standard) {
    return weight == null ? standard : weight;
  }

  /** Returns the rule for recurrent matrices, {@code standard} if none was given. */
  public Initializer recurrentOr(Initializer standard) {
    return recurrent == null ? standard : recurrent;
  }

  /** Returns the rule for biases: zeros if none was given. */
  public Initializer biasOrZeros() {
    return bias == null ? new Zeros() : bias;
  }

  /**
   * Returns a layer's weight and, if it has one, its bias: as many elements as the layer has
   * outputs, with the weight's fans.
   */
  List<ParameterSpec> withBias(ParameterSpec weight, int outputs, boolean bias) {
    return bias
        ? List.of(
            weight,
            new ParameterSpec(
                "bias", Shape.of(outputs), biasOrZeros(), weight.fanIn(), weight.fanOut()))
        : List.of(weight);
  }

  /** Returns the rules that were given, by key. */
  public Map<String, Object> options() {
    Map<String, Object> options = new LinkedHashMap<>();
    put(options, WEIGHT_KEY, weight);
    put(options, RECURRENT_KEY, recurrent);
    put(options, BIAS_KEY, bias);
    return options;
  }

  private static void put(Map<String, Object> options, String key, @Nullable Initializer rule) {
    if (rule != null) {
      options.put(key, rule);
    }
  }
}
