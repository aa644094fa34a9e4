package io.github.bellows.worker.group;

import io.github.bellows.common.gradient.LaneTree;
import io.github.bellows.common.gradient.TreeSum;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which vectors are handed in for contiguous lanes: the sums of their maximal complete subtrees, or
 * each lane's own where a sum could not be told to others as it is.
 *
 * @param tree the tree over all lanes
 * @param eachLane whether lanes are not added up
 */
record HandIn(LaneTree tree, boolean eachLane) {
  /** Returns what hands in the sums of subtrees. */
  static HandIn subtrees(LaneTree tree) {
    return new HandIn(tree, false);
  }

  /** Returns what the vectors of the lanes [from, to) stand for, in lane order. */
  List<LaneTree.Node> nodes(int from, int to) {
    return eachLane
        ? IntStream.range(from, to).mapToObj(tree::leaf).toList()
        : tree.cover(from, to);
  }

  /** Returns what the vectors of a group's lanes stand for. */
  List<LaneTree.Node> nodes(GroupShare share) {
    return nodes(share.firstLane(), share.endLane());
  }

  /** Returns how many vectors there are at most while the lanes [from, to) are computed. */
  int places(int from, int to) {
    return eachLane ? to - from : tree.places(from, to);
  }

  /** Returns how a group's workers' vectors become those that it hands in. */
  TreeSum order(List<LaneTree.Node> ofWorkers, GroupShare share) {
    return eachLane
        ? TreeSum.separate(ofWorkers.size())
        : new TreeSum(tree, ofWorkers, share.firstLane(), share.endLane());
  }
}
