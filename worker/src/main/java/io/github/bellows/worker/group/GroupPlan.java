package io.github.bellows.worker.group;

import io.github.bellows.common.model.Network;
import io.github.bellows.worker.feed.LaneFeed;
import io.github.bellows.worker.step.Rounds;
import io.github.bellows.worker.step.StepPlan;
import java.time.Duration;

/**
 * What the workers of a run have to agree on.
 *
 * @param network the network
 * @param feed what lanes are fed with
 * @param steps which samples each step uses
 * @param rounds which steps form a round
 * @param workers number of workers
 * @param deadline longest time a worker waits for another
 */
public record GroupPlan(
    Network network, LaneFeed feed, StepPlan steps, Rounds rounds, int workers, Duration deadline) {
  /** Returns the fixed slots of a step. */
  int lanes() {
    return feed.lanes();
  }

  /** Returns the first lane of a worker; it owns the lanes up to the next worker's first. */
  int firstLane(int rank) {
    return firstLane(lanes(), workers, rank);
  }

  /** Returns the first of the lanes that one of some workers owns. */
  public static int firstLane(int lanes, int workers, int rank) {
    return (int) ((long) lanes * rank / workers);
  }
}
