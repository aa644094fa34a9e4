package io.github.bellows.common.loss;

/**
 * The mean over the outputs of −(t·log σ(x) + (1 − t)·log(1 − σ(x))), where x is the output, a
 * logit, and t in [0, 1] the label: a number or vector, or one of two classes; PyTorch's {@code
 * binary_cross_entropy_with_logits}.
 */
public record BinaryCrossEntropy() implements Loss {
  @Override
  public String kind() {
    return "binaryCrossEntropy";
  }

  @Override
  public Prediction prediction() {
    return Prediction.PROBABILITIES;
  }
}
