package io.github.bellows.driver.run;

import io.github.bellows.common.config.LayerTraining;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.optim.Regularization;
import io.github.bellows.common.optim.TensorRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the layers of a network have of their own in training, tensor by tensor.
 *
 * @param rules one for each tensor, statistics included
 * @param layerEnds the element behind each layer's parameters
 */
record TensorRules(List<TensorRule> rules, List<Integer> layerEnds) {
  /**
   * Returns the rules of a network's tensors.
   *
   * @param layers by name; a layer that is not named is plain
   * @param optimizer what pulls the tensors of layers that say nothing else
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if a layer has no parameters, or
   *     all parameters are frozen
   */
  static TensorRules of(
      ParameterLayout layout, Map<String, LayerTraining> layers, Regularization optimizer) {
    requireKnown(layout, layers.keySet());
    requireKnownTensors(layout, layers);
    List<TensorRule> rules = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    String before = "";
    for (ParameterLayout.Entry entry : layout.entries()) {
      LayerTraining own = layers.getOrDefault(layer(entry), LayerTraining.PLAIN);
      // Biases and the parameters of normalizations have one dimension, weights have more.
      boolean weight = entry.spec().shape().sizes().size() > 1;
      boolean frozen = own.frozen() || own.frozenTensors().contains(suffix(entry));
      rules.add(
          new TensorRule(
              entry.offset(),
              entry.end(),
              weight ? own.learningRateFactor() : own.biasFactor(),
              weight,
              frozen,
              own.pull().over(optimizer)));
      if (entry.offset() < layout.learned()) {
        if (layer(entry).equals(before)) {
          ends.remove(ends.size() - 1);
        }
        ends.add(entry.end());
        before = layer(entry);
      }
    }
    if (!rules.isEmpty() && rules.stream().allMatch(TensorRule::frozen)) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "training.layers",
          "all layers with parameters are frozen, so there is nothing to train",
          "Leave at least one layer unfrozen");
    }
    return new TensorRules(rules, ends);
  }

  private static void requireKnown(ParameterLayout layout, Set<String> layers) {
    Set<String> known = new TreeSet<>();
    layout.entries().forEach(entry -> known.add(layer(entry)));
    for (String layer : layers) {
      if (!known.contains(layer)) {
        throw TrainingException.of(
            ErrorCode.CONFIGURATION,
            "training.layers." + layer,
            "this layer has no parameters",
            "Those that have: " + String.join(", ", known));
      }
    }
  }

  private static void requireKnownTensors(
      ParameterLayout layout, Map<String, LayerTraining> layers) {
    layers.forEach(
        (layer, training) -> {
          List<String> known =
              layout.entries().stream()
                  .filter(entry -> layer(entry).equals(layer))
                  .map(TensorRules::suffix)
                  .toList();
          for (String tensor : training.frozenTensors()) {
            if (!known.contains(tensor)) {
              throw TrainingException.of(
                  ErrorCode.CONFIGURATION,
                  "training.layers." + layer + ".frozenTensors",
                  tensor + " is no tensor of this layer",
                  "It has: " + String.join(", ", known));
            }
          }
        });
  }

  /** Returns a tensor's name within its layer: {@code weight} of {@code c1.weight}. */
  private static String suffix(ParameterLayout.Entry entry) {
    return entry.name().substring(entry.name().lastIndexOf('.') + 1);
  }

  /** Returns the layer of a tensor: {@code c1} of {@code c1.weight}. */
  private static String layer(ParameterLayout.Entry entry) {
    return entry.name().substring(0, Math.max(0, entry.name().lastIndexOf('.')));
  }

  /** Returns the rules without factors: for updates along a difference of parameters. */
  List<TensorRule> unscaled() {
    return rules.stream()
        .map(rule -> new TensorRule(rule.from(), rule.to(), 1, rule.weight(), rule.frozen()))
        .toList();
  }
}
