package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Schedule;

/**
 * What Adam and its relatives compute once per update: in double, the factors of elements rounded
 * once to fp32. With t the number of updates, this one included.
 *
 * @param meanBias 1 − β₁ᵗ
 * @param rootBias √(1 − β₂ᵗ)
 * @param meanWeight 1 − β₁
 * @param squareDecay β₂
 * @param squareWeight 1 − β₂
 * @param epsilon ε
 */
record AdamFactors(
    double meanBias,
    float rootBias,
    float meanWeight,
    float squareDecay,
    float squareWeight,
    float epsilon) {
  static AdamFactors at(Moment moment, Schedule beta1, double beta2, double epsilon) {
    double meanDecay = beta1.valueAt(moment.step());
    double t = moment.updates() + 1.0;
    // StrictMath: Math.pow may give other last bits on another machine.
    return new AdamFactors(
        1 - StrictMath.pow(meanDecay, t),
        (float) Math.sqrt(1 - StrictMath.pow(beta2, t)),
        (float) (1 - meanDecay),
        (float) beta2,
        (float) (1 - beta2),
        (float) epsilon);
  }

  /** Refuses a β outside [0, 1) and an ε that rounds to 0. */
  static void check(Schedule beta1, double beta2, double epsilon) {
    Checks.belowOne("beta1", beta1);
    Checks.belowOne("beta2", beta2);
    Checks.epsilon(epsilon);
  }
}
