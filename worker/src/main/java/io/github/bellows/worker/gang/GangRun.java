package io.github.bellows.worker.gang;

import io.github.bellows.worker.exchange.Address;
import io.github.bellows.worker.exchange.Fence;
import io.github.bellows.worker.step.StepPlan;
import io.github.bellows.worker.step.TrainingMethod;
import java.io.Serializable;
import java.time.Duration;

/**
 * What is the same for every group and every segment of a run.
 *
 * @param id tells the run from others
 * @param driver where the driver listens
 * @param samples the training data, a prepared set's directory
 * @param seed the run's seed
 * @param shuffle whether each epoch has an order of its own
 * @param lanes fixed slots of a step
 * @param plan which samples each step uses
 * @param method how parameters are updated
 * @param deadline longest time one waits for another
 * @param recordSamples whether workers note which samples they read
 */
public record GangRun(
    long id,
    Address driver,
    String samples,
    long seed,
    boolean shuffle,
    int lanes,
    StepPlan plan,
    TrainingMethod method,
    Duration deadline,
    boolean recordSamples)
    implements Serializable {
  /** Returns the fence of one attempt. */
  public Fence fence(int generation) {
    return new Fence(id, generation);
  }
}
