package io.github.bellows.common.config;

import io.github.bellows.common.gradient.Clipping;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long and in what portions to train: what {@code training:} in a configuration says.
 *
 * @param epochs passes over the training data, at least 1
 * @param steps most optimizer updates, at least 1; null for no limit besides {@code epochs}
 * @param batch samples in one lane of one step; 0 for all the training data in one step, see {@link
 *     #fullBatch}
 * @param lanes lanes of a step, at least 1
 * @param local how parameters are averaged; null if the gradients of each step are
 * @param clip limits on the mean gradient
 * @param layers what layers have of their own, by name
 * @param shuffle whether each epoch has an order of its own; if not, the prepared order
 * @param weightAverage an average of the parameters along the way; null for none
 * @param earlyStopping when to stop early; null for never
 * @param logEverySteps steps between two logged ones, at least 1
 * @param validateEveryEpochs epochs between two validations, at least 1
 * @param recordSamples whether it is written down which samples each step read
 */
public record TrainingConfig(
    int epochs,
    @Nullable Long steps,
    int batch,
    int lanes,
    @Nullable LocalTraining local,
    Clipping clip,
    Map<String, LayerTraining> layers,
    boolean shuffle,
    @Nullable AverageConfig weightAverage,
    @Nullable EarlyStopping earlyStopping,
    int logEverySteps,
    int validateEveryEpochs,
    boolean recordSamples) {
  /** Copies the map. */
  public TrainingConfig {
    layers = Map.copyOf(layers);
  }

  /** Returns whether one step takes all the training data ({@code batch: all}). */
  public boolean fullBatch() {
    return batch == 0;
  }
}
