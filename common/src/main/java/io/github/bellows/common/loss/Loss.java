package io.github.bellows.common.loss;

import java.io.Serializable;

/**
 * The error of one sample. A batch's loss is the sum over its samples of weight × error, and the
 * sum of the weights goes with it; the mean over the global batch, sum / weights, is taken once, by
 * the coordinator. A sample's weight is 1 unless the data or the classes have weights.
 */
public sealed interface Loss extends Serializable
    permits CrossEntropy,
        BinaryCrossEntropy,
        MeanSquaredError,
        MeanAbsoluteError,
        Huber,
        Hinge,
        OwnLoss {
  /** Returns the loss's key in YAML. */
  String kind();

  /** Returns what network outputs this loss reads and what it makes of them in prediction. */
  Prediction prediction();

  /** What the outputs of a network trained with a loss are, and become when it predicts. */
  enum Prediction {
    /** One logit per class; probabilities by softmax over the classes. */
    CLASSES,
    /** One logit per output; each a probability of its own, by sigmoid. */
    PROBABILITIES,
    /** Scores, the largest wins (one alone: its sign decides); left as they are. */
    SCORES,
    /** The predicted values themselves. */
    VALUES
  }
}
