package io.github.bellows.worker.group;

import io.github.bellows.common.gradient.LaneTree;
import java.io.Serializable;
import java.util.List;

/**
 * What one of the groups of a run does: computes the lanes [firstLane, endLane), and averages and
 * updates some blocks of the flat vector. Either may be nothing.
 */
public record GroupShare(int firstLane, int endLane, BlockRange blocks) implements Serializable {
  /** Returns the share of a group that is alone. */
  public static GroupShare whole(int lanes, int length) {
    return new GroupShare(0, lanes, BlockRange.all(length));
  }

  /** Returns the first lane of one of its workers, who owns those up to the next one's first. */
  int firstLane(int rank, int workers) {
    return firstLane + GroupPlan.firstLane(endLane - firstLane, workers, rank);
  }

  /** Returns the subtrees that it hands in for its lanes. */
  List<LaneTree.Node> cover(LaneTree tree) {
    return tree.cover(firstLane, endLane);
  }

  /** Returns whether it computes any lane. */
  boolean computes() {
    return firstLane < endLane;
  }
}
