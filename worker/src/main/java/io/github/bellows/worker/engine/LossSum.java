package io.github.bellows.worker.engine;

/**
 * What a batch adds to the loss of a step.
 *
 * @param loss sum over the samples of weight × loss
 * @param weight sum of their weights: their number, unless the data or the classes have weights
 */
public record LossSum(double loss, double weight) {}
