package io.github.bellows.common.loss;

/** The mean over the outputs of |x − t|, with derivative 0 at 0; PyTorch's {@code l1_loss}. */
public record MeanAbsoluteError() implements Loss {
  @Override
  public String kind() {
    return "meanAbsoluteError";
  }

  @Override
  public Prediction prediction() {
    return Prediction.VALUES;
  }
}
