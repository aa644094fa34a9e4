package io.github.bellows.worker.gang;

import io.github.bellows.worker.exchange.Address;
import io.github.bellows.worker.exchange.Fence;
import io.github.bellows.worker.feed.LaneFeed;
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
 * @param feed what lanes are fed with
 * @param plan which samples each step uses
 * @param method how parameters are updated
 * @param deadline longest time one waits for another
 */
public record GangRun(
    long id,
    Address driver,
    String samples,
    LaneFeed feed,
    StepPlan plan,
    TrainingMethod method,
    Duration deadline)
    implements Serializable {
  /** Returns the fixed slots of a step. */
  public int lanes() {
    return feed.lanes();
  }

  /** Returns the fence of one attempt. */
  public Fence fence(int generation) {
    return new Fence(id, generation);
  }
}
