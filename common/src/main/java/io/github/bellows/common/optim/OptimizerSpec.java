package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Schedule;
import java.io.Serializable;

/**
 * One optimizer's options and arithmetic. Records, validated in their constructors, equal by value.
 * An {@link Optimizer} applies it to a flat vector.
 *
 * <p>In the formulas g is the mean gradient after {@link Regularization}, lr the learning rate of
 * the step, p the parameter.
 */
public sealed interface OptimizerSpec extends Serializable
    permits Sgd,
        Momentum,
        Nesterov,
        Adagrad,
        Adadelta,
        RmsProp,
        Adam,
        AmsGrad,
        Adamax,
        Nadam,
        Lion,
        LayerwiseSpec {

  /** Returns the optimizer's key in YAML, such as {@code sgd}. */
  String kind();

  /** Returns the learning rate as a function of the step. */
  Schedule learningRate();

  /** Returns what pulls parameters towards zero. */
  Regularization regularization();

  /** Returns this spec with all its schedules {@linkplain Schedule#resolve resolved}. */
  OptimizerSpec resolve(long stepsPerEpoch);

  /** Returns how many floats of state each parameter needs. All are 0 before the first update. */
  int slots();

  /**
   * Returns the update of one step: what does not depend on the element is computed here, once.
   *
   * @param moment the step, with the learning rate of the tensor it is for
   * @throws IllegalStateException if a schedule counts epochs and is not resolved
   */
  ElementUpdate at(Moment moment);
}
