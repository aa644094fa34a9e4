package io.github.bellows.common.config;

import org.jspecify.annotations.Nullable;

/**
 * How long and in what portions to train: what {@code training:} in a configuration says.
 *
 * @param epochs passes over the training data, at least 1
 * @param steps most optimizer updates, at least 1; null for no limit besides {@code epochs}
 * @param batch samples in one lane of one step; 0 for all the training data in one step, see {@link
 *     #fullBatch}
 * @param lanes lanes of a step, at least 1
 * @param averaging what the coordinator averages
 * @param clipNorm greatest Euclidean norm of the mean gradient, above 0; infinite for none
 * @param clipValue greatest absolute value of its elements, above 0; infinite for none
 * @param shuffle whether each epoch has an order of its own; if not, the prepared order
 * @param earlyStopping when to stop early; null for never
 * @param logEverySteps steps between two logged ones, at least 1
 * @param validateEveryEpochs epochs between two validations, at least 1
 */
public record TrainingConfig(
    int epochs,
    @Nullable Long steps,
    int batch,
    int lanes,
    Averaging averaging,
    double clipNorm,
    double clipValue,
    boolean shuffle,
    @Nullable EarlyStopping earlyStopping,
    int logEverySteps,
    int validateEveryEpochs) {

  /** What is averaged over the lanes. */
  public enum Averaging {
    /** The gradients of each step: synchronous gradient descent. */
    GRADIENTS
  }

  /** Returns whether one step takes all the training data ({@code batch: all}). */
  public boolean fullBatch() {
    return batch == 0;
  }
}
