package io.github.bellows.worker.task;

import io.github.bellows.common.model.Network;
import io.github.bellows.worker.group.GroupPlan;
import io.github.bellows.worker.step.StepPlan;
import io.github.bellows.worker.step.TrainingMethod;
import java.io.Serializable;
import java.time.Duration;

/**
 * What is the same for every round and every lane of a run.
 *
 * @param id tells the run from others
 * @param samples the training data, a prepared set's directory
 * @param seed the run's seed
 * @param shuffle whether each epoch has an order of its own
 * @param lanes fixed slots of a step
 * @param plan which samples each step uses
 * @param method how parameters are updated
 * @param recordSamples whether tasks note which samples they read
 */
public record RoundsRun(
    String id,
    String samples,
    long seed,
    boolean shuffle,
    int lanes,
    StepPlan plan,
    TrainingMethod method,
    boolean recordSamples)
    implements Serializable {
  /** Returns the plan of a task, which is alone and waits for nobody. */
  GroupPlan groupPlan(Network network) {
    return new GroupPlan(
        network, seed, shuffle, lanes, plan.laneBatch(lanes), 1, Duration.ZERO, recordSamples);
  }
}
