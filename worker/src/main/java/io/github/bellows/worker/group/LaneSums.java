package io.github.bellows.worker.group;

import io.github.bellows.common.gradient.GradientSum;
import io.github.bellows.common.gradient.LaneTree;
import io.github.bellows.common.gradient.TreeSum;
import io.github.bellows.worker.engine.FlatMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * One vector of each lane of a group, added up in the canonical tree: by each worker for its lanes,
 * then block by block for all.
 */
final class LaneSums {
  private final List<LaneAccumulator> workers = new ArrayList<>();
  private final List<FlatMemory> sums = new ArrayList<>();
  private final TreeSum order;

  /** Creates sums of vectors of {@code length} elements. */
  LaneSums(int lanes, int workers, int length) {
    LaneTree tree = new LaneTree(lanes);
    List<LaneTree.Node> nodes = new ArrayList<>();
    for (int rank = 0; rank < workers; rank++) {
      LaneAccumulator own =
          new LaneAccumulator(
              tree,
              GroupPlan.firstLane(lanes, workers, rank),
              GroupPlan.firstLane(lanes, workers, rank + 1),
              length);
      this.workers.add(own);
      nodes.addAll(own.nodes());
      sums.addAll(own.sums());
    }
    order = new TreeSum(tree, nodes);
  }

  /** Returns where a worker puts its lanes. */
  LaneAccumulator of(int rank) {
    return workers.get(rank);
  }

  /** Returns the arrays of a block's length that {@link #add} needs. */
  int depth() {
    return order.depth();
  }

  /** Adds all lanes' elements [from, from + count), once every worker has put its own. */
  GradientSum add(int from, int count, double weight, float[][] scratch) {
    order.walk(
        new TreeSum.Steps() {
          @Override
          public void load(int node, int place) {
            sums.get(node).get(from, scratch[place], 0, count);
          }

          @Override
          public void addNext(int place) {
            GradientSum.add(scratch[place], scratch[place + 1], count);
          }
        });
    return new GradientSum(scratch[0], count, weight);
  }
}
