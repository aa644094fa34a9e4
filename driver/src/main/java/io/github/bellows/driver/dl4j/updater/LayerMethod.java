package io.github.bellows.driver.dl4j.updater;

import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** How one layer of ours is trained, tensor by tensor. Mutable. */
final class LayerMethod {
  private @Nullable Double factor;
  private @Nullable Double biasFactor;
  private @Nullable Decay decay;

  /**
   * Adds a tensor; returns what of it is not as in the layer's others, or null.
   *
   * @param weight whether it is a weight: biases and the parameters of normalizations are none
   * @param rate factor of the learning rate
   */
  @Nullable String add(boolean weight, double rate, Decay own) {
    Double known = weight ? factor : biasFactor;
    if (known != null && known != rate) {
      return "has another learning rate than others of its layer";
    }
    if (!weight) {
      biasFactor = rate;
      return own.equals(Decay.NONE) ? null : "is pulled towards zero, and only weights are here";
    }
    factor = rate;
    if (decay != null && !decay.equals(own)) {
      return "is pulled towards zero otherwise than others of its layer";
    }
    decay = own;
    return null;
  }

  /** Returns the decay of the weights; null if there are none. */
  @Nullable Decay decay() {
    return decay;
  }

  /** Returns the options of a configuration; empty if all is as in other layers. */
  String yaml(Decay others) {
    StringJoiner options = new StringJoiner(", ");
    if (factor != null && factor != 1) {
      options.add("learningRateFactor: " + factor);
    }
    if (biasFactor != null && !biasFactor.equals(factor == null ? Double.valueOf(1) : factor)) {
      options.add("biasLearningRateFactor: " + biasFactor);
    }
    if (decay != null && !decay.equals(others)) {
      options.add(decay.yaml());
    }
    return options.toString();
  }
}
