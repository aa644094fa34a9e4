package io.github.bellows.driver.cluster;

import io.github.bellows.common.gradient.BFloat16;
import io.github.bellows.common.gradient.LaneTree;
import io.github.bellows.common.gradient.Wire;
import io.github.bellows.worker.gang.GangRun;
import io.github.bellows.worker.group.GroupShare;
import io.github.bellows.worker.group.MethodArrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;

/**
 * What crosses between the groups of a run in a step: gradients, as many vectors as a group hands
 * in to each owner of a block, and new parameters, to every group that computes.
 *
 * @param exactBytes with {@code cluster.wire: fp32}, where a group hands in the sums of subtrees
 * @param roundedBytes with {@code bf16}, where it hands in each lane
 * @param lanes of the group that computes most of them
 */
record StepTraffic(long exactBytes, long roundedBytes, int lanes) {
  private static final long KIBIBYTE = 1 << 10;

  /**
   * Returns the traffic between some groups.
   *
   * @param tree over all lanes
   * @param learned the number of parameters
   * @param length of the flat vector, statistics included
   */
  static StepTraffic between(List<GroupShare> shares, LaneTree tree, int learned, int length) {
    long exact = 0;
    long rounded = 0;
    int most = 0;
    for (GroupShare group : shares) {
      int lanes = group.endLane() - group.firstLane();
      int subtrees = tree.cover(group.firstLane(), group.endLane()).size();
      int receives = lanes > 0 ? 1 : 0;
      most = Math.max(most, lanes);
      for (GroupShare owner : shares) {
        if (owner != group) {
          long elements = owner.blocks().end(length) - owner.blocks().first();
          long parameters = Math.max(0, owner.blocks().end(learned) - owner.blocks().first());
          long roundedVector = BFloat16.BYTES * parameters + Float.BYTES * (elements - parameters);
          exact += (subtrees + receives) * Float.BYTES * elements;
          rounded += (lanes + receives) * roundedVector;
        }
      }
    }
    return new StepTraffic(exact, rounded, most);
  }

  /** Says so if a run rounds what crosses between these groups and saves nothing by it. */
  static void warnOfNoGain(GangRun run, List<GroupShare> shares, MethodArrays arrays, Logger log) {
    if (run.method().wire() == Wire.BF16) {
      LaneTree tree = new LaneTree(run.lanes());
      between(shares, tree, arrays.learned(), arrays.parameters().length)
          .warning()
          .ifPresent(log::warn);
    }
  }

  /** Returns what to tell the user if rounding saves nothing. */
  Optional<String> warning() {
    return exactBytes == 0 || roundedBytes < exactBytes
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "cluster.wire = bf16 sends %,d KiB a step, fp32 would send %,d KiB: lanes cross"
                    + " one by one, up to %d of one executor, and with fp32 their sums. Use"
                    + " cluster.wire: fp32, or give each executor fewer of the lanes",
                roundedBytes / KIBIBYTE,
                exactBytes / KIBIBYTE,
                lanes));
  }
}
