package io.github.bellows.common.loss;

/** The mean over the outputs of (x − t)²; PyTorch's {@code mse_loss}. */
public record MeanSquaredError() implements Loss {
  @Override
  public String kind() {
    return "meanSquaredError";
  }

  @Override
  public Prediction prediction() {
    return Prediction.VALUES;
  }
}
