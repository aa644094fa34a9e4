package io.github.bellows.worker.group;

import java.io.Serializable;

/**
 * Contiguous lanes [from, to) of a run, at least one.
 *
 * @param from first lane
 * @param to lane behind the last
 */
public record LaneRange(int from, int to) implements Serializable {
  /** Checks the order. */
  public LaneRange {
    if (from < 0 || to <= from) {
      throw new IllegalArgumentException("lanes [" + from + ", " + to + "): must ascend from 0");
    }
  }

  /** Returns the lanes of one of {@code parts} that share all lanes of a run. */
  public static LaneRange of(int lanes, int parts, int part) {
    return new LaneRange(
        GroupPlan.firstLane(lanes, parts, part), GroupPlan.firstLane(lanes, parts, part + 1));
  }

  /** Returns what a group does that only computes these lanes. */
  GroupShare share() {
    return new GroupShare(from, to, new BlockRange(0, 0));
  }
}
