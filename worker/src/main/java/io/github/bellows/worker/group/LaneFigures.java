package io.github.bellows.worker.group;

import io.github.bellows.common.gradient.LaneTree;
import io.github.bellows.common.gradient.TreeSum;
import io.github.bellows.worker.engine.LossSum;
import io.github.bellows.worker.step.StepSums;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Losses, weights and gradient norms of the lanes in each step of a round, added in the canonical
 * tree. Workers write those of their own lanes; one reads while the others wait.
 */
final class LaneFigures {
  private static final int NUMBERS = 3;

  private final int lanes;
  private final TreeSum order;
  private final List<double[]> losses = new ArrayList<>();
  private final List<double[]> weights = new ArrayList<>();
  private final List<double[]> norms = new ArrayList<>();
  private int steps;

  LaneFigures(int lanes) {
    this.lanes = lanes;
    LaneTree tree = new LaneTree(lanes);
    order = new TreeSum(tree, IntStream.range(0, lanes).mapToObj(tree::leaf).toList());
  }

  /** Makes room for a round of some steps. */
  void begin(int roundSteps) {
    steps = roundSteps;
    while (losses.size() < steps) {
      losses.add(new double[lanes]);
      weights.add(new double[lanes]);
      norms.add(new double[lanes]);
    }
  }

  /** Notes what a lane computed in a step of the round. */
  void set(int step, int lane, LossSum sum, double gradientNorm) {
    losses.get(step)[lane] = sum.loss();
    weights.get(step)[lane] = sum.weight();
    norms.get(step)[lane] = gradientNorm * sum.weight();
  }

  /** Returns what some lanes noted in all steps of the round, for another group. */
  byte[] of(GroupShare share) {
    int count = share.endLane() - share.firstLane();
    ByteBuffer bytes = ByteBuffer.allocate(steps * count * NUMBERS * Double.BYTES);
    for (int step = 0; step < steps; step++) {
      for (int lane = share.firstLane(); lane < share.endLane(); lane++) {
        bytes.putDouble(losses.get(step)[lane]);
        bytes.putDouble(weights.get(step)[lane]);
        bytes.putDouble(norms.get(step)[lane]);
      }
    }
    return bytes.array();
  }

  /** Takes what another group noted of its lanes, from what {@link #of} made of it. */
  void take(GroupShare share, ByteBuffer bytes) {
    for (int step = 0; step < steps; step++) {
      for (int lane = share.firstLane(); lane < share.endLane(); lane++) {
        losses.get(step)[lane] = bytes.getDouble();
        weights.get(step)[lane] = bytes.getDouble();
        norms.get(step)[lane] = bytes.getDouble();
      }
    }
  }

  /** Returns the weight of a lane over all steps. */
  double laneWeight(int lane) {
    double weight = 0;
    for (double[] step : weights.subList(0, steps)) {
      weight += step[lane];
    }
    return weight;
  }

  /** Returns the weight of all lanes over all steps. */
  double weight() {
    return order.sum(IntStream.range(0, lanes).mapToDouble(this::laneWeight).toArray());
  }

  /** Returns the sums of the whole round with a given norm. */
  StepSums round(double gradientNorm) {
    double loss = 0;
    for (double[] step : losses.subList(0, steps)) {
      loss += order.sum(step);
    }
    return new StepSums(loss, weight(), gradientNorm);
  }

  /** Returns the sums of each step; its norm is the weighted mean of the lanes' own. */
  List<StepSums> perStep() {
    List<StepSums> sums = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      double weight = order.sum(weights.get(step));
      double norm = weight == 0 ? 0 : Arrays.stream(norms.get(step)).sum() / weight;
      sums.add(new StepSums(order.sum(losses.get(step)), weight, norm));
    }
    return sums;
  }
}
