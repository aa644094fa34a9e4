package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Schedule;

/**
 * One optimizer's options. Records, validated in their constructors, equal by value. With g the
 * gradient after {@link Regularization}, lr the learning rate of the step, p the parameter.
 */
public sealed interface OptimizerSpec permits Sgd, Momentum, Nesterov, Adam {

  /** Returns the optimizer's key in YAML, such as {@code sgd}. */
  String kind();

  /** Returns the learning rate as a function of the step. */
  Schedule learningRate();

  /** Returns what pulls parameters towards zero. */
  Regularization regularization();

  /** Returns this spec with its learning rate {@linkplain Schedule#resolve resolved}. */
  OptimizerSpec resolve(long stepsPerEpoch);

  /** Returns the update this spec describes; resolve the spec first. */
  Optimizer optimizer();
}
