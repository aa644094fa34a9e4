package io.github.bellows.worker.step;

import java.io.Serializable;

/**
 * Which samples each step of a run uses: a pure function of the step.
 *
 * @param samples training samples, at least 1
 * @param globalBatch samples of a full step, at least 1; the last step of an epoch takes what is
 *     left
 * @param totalSteps the step behind the last of the run
 * @param firstStep steps that were taken before the run, with other samples
 * @param firstEpoch epochs that were taken before the run
 */
public record StepPlan(
    long samples, int globalBatch, long totalSteps, long firstStep, long firstEpoch)
    implements Serializable {
  /** Creates the plan of a run with nothing before it. */
  public StepPlan(long samples, int globalBatch, long totalSteps) {
    this(samples, globalBatch, totalSteps, 0, 0);
  }

  /**
   * Returns the plan of a configuration.
   *
   * @param batch samples of a lane, 0 for all samples in one step
   * @param epochs passes over the data
   * @param stepLimit most steps, 0 for no limit
   */
  public static StepPlan of(long samples, int lanes, int batch, long epochs, long stepLimit) {
    long wanted = batch == 0 ? samples : Math.min(samples, (long) lanes * batch);
    int globalBatch = Math.toIntExact(wanted);
    StepPlan plan = new StepPlan(samples, globalBatch, 0);
    long steps = Math.multiplyExact(plan.stepsPerEpoch(), epochs);
    return new StepPlan(samples, globalBatch, stepLimit == 0 ? steps : Math.min(steps, stepLimit));
  }

  /** Returns the steps of an epoch, ⌈samples / globalBatch⌉. */
  public long stepsPerEpoch() {
    return (samples + globalBatch - 1) / globalBatch;
  }

  /** Returns what a step computes. */
  public Step at(long step) {
    long first = (step - firstStep) % stepsPerEpoch() * globalBatch;
    return new Step(step, epochsAt(step), first, (int) Math.min(globalBatch, samples - first));
  }

  /** Returns how many epochs end at or before a step. */
  public long epochsAt(long step) {
    return firstEpoch + (step - firstStep) / stepsPerEpoch();
  }

  /** Returns the same steps behind others: the run begins where those have come to. */
  public StepPlan behind(long steps, long epochs) {
    return new StepPlan(samples, globalBatch, steps + totalSteps, steps, epochs);
  }

  /** Returns the most samples one of {@code lanes} lanes takes in a step. */
  public int laneBatch(int lanes) {
    return (globalBatch + lanes - 1) / lanes;
  }
}
