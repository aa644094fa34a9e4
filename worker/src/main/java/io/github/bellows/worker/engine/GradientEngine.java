package io.github.bellows.worker.engine;

import io.github.bellows.common.data.SampleBatch;

/**
 * Computes losses and gradients of one network on parameters it shares with others.
 *
 * <p>Parameters are read from the memory the engine was opened with, at every call, and never
 * written. One thread at a time per engine; several engines may compute at once on the same
 * parameters. On one instruction set the results depend on the arguments alone, to the bit.
 */
public interface GradientEngine extends AutoCloseable {
  /**
   * Computes one batch's loss and gradient in training mode.
   *
   * @param batch samples with labels, at least one
   * @param gradient receives, for every parameter, the <em>sum</em> over the samples of the loss's
   *     derivative; overwritten
   * @param key 64 bits that decide the dropout masks: equal keys, equal masks
   * @return the sum of the samples' losses; may be NaN or infinite, which the caller judges
   */
  double gradient(SampleBatch batch, FlatMemory gradient, long key);

  /**
   * Computes one batch's outputs and losses in evaluation mode (no dropout).
   *
   * @param batch samples with labels, at least one
   * @param outputs receives {@code samples × output elements}, sample by sample: logits for cross
   *     entropy, predicted values otherwise
   * @param losses receives the loss of each sample
   */
  void evaluate(SampleBatch batch, float[] outputs, float[] losses);

  /**
   * Computes one batch's predictions in evaluation mode; labels are not looked at.
   *
   * @param outputs receives {@code samples × output elements}, sample by sample: probabilities for
   *     cross entropy, predicted values otherwise
   */
  void predict(SampleBatch batch, float[] outputs);

  /** Frees what the engine holds; the shared parameters stay. */
  @Override
  void close();
}
