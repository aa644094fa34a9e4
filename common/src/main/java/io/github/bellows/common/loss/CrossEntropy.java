package io.github.bellows.common.loss;

import java.util.List;

/**
 * −Σ_c t_c · log softmax(output)_c over C classes, where t is 1 for the sample's class and 0
 * otherwise, or a vector of probabilities; PyTorch's {@code cross_entropy}.
 *
 * <p>An output of shape [C, d₁, …] has one such error per place, for masks; a sample's error is
 * their mean. With smoothing ε, t becomes (1 − ε)·t + ε / C. With class weights w, each class's
 * term is multiplied by w_c, and for class indices the mean over samples and places is the weighted
 * one: Σ w·error / Σ w.
 *
 * @param classWeights one positive weight per class; empty for 1 each
 * @param labelSmoothing ε, in [0, 1)
 */
public record CrossEntropy(List<Double> classWeights, double labelSmoothing) implements Loss {
  /** Neither weights nor smoothing. */
  public static final CrossEntropy PLAIN = new CrossEntropy(List.of(), 0);

  /** Checks the options. */
  public CrossEntropy {
    classWeights = List.copyOf(classWeights);
    for (double weight : classWeights) {
      if (!(weight > 0) || !Double.isFinite(weight)) {
        throw new IllegalArgumentException(
            "classWeights = " + classWeights + ": must be positive and finite");
      }
    }
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new IllegalArgumentException(
          "labelSmoothing = " + labelSmoothing + ": must be in [0, 1)");
    }
  }

  @Override
  public String kind() {
    return "crossEntropy";
  }

  @Override
  public Prediction prediction() {
    return Prediction.CLASSES;
  }
}
