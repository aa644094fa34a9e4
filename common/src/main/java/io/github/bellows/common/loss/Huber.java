package io.github.bellows.common.loss;

/**
 * The mean over the outputs of ½·(x − t)² where |x − t| ≤ δ, and δ·(|x − t| − ½·δ) elsewhere;
 * PyTorch's {@code huber_loss}.
 *
 * <p>Reference: Huber, "Robust Estimation of a Location Parameter", Annals of Mathematical
 * Statistics 35(1), 1964.
 *
 * @param delta δ, positive
 */
public record Huber(double delta) implements Loss {
  /** Checks the threshold. */
  public Huber {
    if (!(delta > 0) || !Double.isFinite(delta)) {
      throw new IllegalArgumentException("delta = " + delta + ": must be positive");
    }
  }

  @Override
  public String kind() {
    return "huber";
  }

  @Override
  public Prediction prediction() {
    return Prediction.VALUES;
  }
}
