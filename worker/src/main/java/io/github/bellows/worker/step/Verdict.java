package io.github.bellows.worker.step;

import io.github.bellows.common.optim.StepUpdate;

/**
 * What is to be done with a mean gradient that passed.
 *
 * @param update the optimizer's update of this step
 * @param averageWeight the weight with which the new parameters enter the average kept along the
 *     way; 0 if they do not
 */
public record Verdict(StepUpdate update, double averageWeight) {}
