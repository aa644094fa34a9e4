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
   * Computes one batch's loss and gradient in training mode. A sample's loss is that of all
   * outputs, each times its output's weight.
   *
   * @param batch samples with labels, at least one
   * @param gradient receives, for every parameter, the <em>sum</em> over the samples of the loss's
   *     derivative, and behind them, for every statistic, its value after this batch times the
   *     batch's weight; overwritten
   * @param key 64 bits that decide the dropout masks: equal keys, equal masks
   * @return the sums of the samples' losses and weights; the loss may be NaN or infinite, which the
   *     caller judges
   */
  LossSum gradient(SampleBatch batch, FlatMemory gradient, long key);

  /**
   * Computes one batch's outputs and losses in evaluation mode: no dropout, running statistics
   * instead of the batch's.
   *
   * @param batch samples with labels, at least one
   * @param target receives outputs, losses and weights of each sample
   */
  void evaluate(SampleBatch batch, EvaluatedBatch target);

  /**
   * Computes one batch's predictions in evaluation mode; labels are not looked at.
   *
   * @param outputs receives, for each output of the network, {@code samples × output elements},
   *     sample by sample: what {@link io.github.bellows.common.loss.Loss.Prediction} says
   */
  void predict(SampleBatch batch, float[][] outputs);

  /** Frees what the engine holds; the shared parameters stay. */
  @Override
  void close();
}
