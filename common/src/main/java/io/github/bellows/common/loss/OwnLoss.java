package io.github.bellows.common.loss;

/**
 * The error that a network computes itself, because it came with a loss of its own: a module such
 * as a network of Deeplearning4j. Its engine says what that is; labels are numbers. No
 * configuration can name it.
 */
public record OwnLoss() implements Loss {
  @Override
  public String kind() {
    return "own";
  }

  @Override
  public Prediction prediction() {
    return Prediction.VALUES;
  }
}
