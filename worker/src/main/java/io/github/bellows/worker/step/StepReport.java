package io.github.bellows.worker.step;

import java.io.Serializable;

/**
 * One completed step.
 *
 * @param step updates applied before it
 * @param epoch passes over the data completed before it
 * @param samples samples of its global batch
 * @param weight sum of their weights: what the loss counts for in a mean over steps; the number of
 *     samples, unless the data or the classes have weights
 * @param loss mean over the global batch, before the update
 * @param learningRate the rate it was applied with
 * @param gradientNorm Euclidean norm of the mean gradient, before clipping
 * @param times where its time went
 */
public record StepReport(
    long step,
    long epoch,
    int samples,
    double weight,
    double loss,
    double learningRate,
    double gradientNorm,
    StepTimes times)
    implements Serializable {}
