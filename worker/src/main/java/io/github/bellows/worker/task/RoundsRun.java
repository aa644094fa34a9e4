package io.github.bellows.worker.task;

import io.github.bellows.common.model.Network;
import io.github.bellows.worker.feed.LaneFeed;
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
 * @param feed what lanes are fed with
 * @param plan which samples each step uses
 * @param method how parameters are updated
 */
public record RoundsRun(
    String id, String samples, LaneFeed feed, StepPlan plan, TrainingMethod method)
    implements Serializable {
  /** Returns the fixed slots of a step. */
  public int lanes() {
    return feed.lanes();
  }

  /** Returns the plan of a task, which is alone and waits for nobody. */
  GroupPlan groupPlan(Network network) {
    return new GroupPlan(network, feed, plan, method.rounds(), 1, Duration.ZERO);
  }
}
