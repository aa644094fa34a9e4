package io.github.bellows.worker.group;

import io.github.bellows.common.gradient.GradientSum;
import io.github.bellows.common.gradient.LaneTree;
import io.github.bellows.common.gradient.MeanGradient;
import io.github.bellows.worker.engine.FlatMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds up one worker's contiguous lanes, one after another, into the maximal complete subtrees of
 * the lane tree. Holds one gradient per stack place, which is about log₂ of the lanes, not one per
 * lane; but where each lane is handed in alone, one per lane.
 */
final class LaneAccumulator {
  private final int[] additionsAfterLane;
  private final List<LaneTree.Node> nodes;
  private final List<FlatMemory> places = new ArrayList<>();
  private final float[] left = new float[MeanGradient.BLOCK];
  private final float[] right = new float[MeanGradient.BLOCK];
  private int size;
  private int lane;

  /**
   * Creates an accumulator for the lanes [from, to) of gradients of {@code length} elements.
   *
   * @param handIn what is to be left of them
   */
  LaneAccumulator(HandIn handIn, int from, int to, int length) {
    additionsAfterLane = new int[to - from];
    nodes = handIn.nodes(from, to);
    for (int i = 0; i < additionsAfterLane.length; i++) {
      int before = handIn.nodes(from, from + i).size();
      int after = handIn.nodes(from, from + i + 1).size();
      additionsAfterLane[i] = before + 1 - after;
    }
    int highest = handIn.places(from, to);
    for (int place = 0; place < highest; place++) {
      places.add(new FlatMemory(length));
    }
  }

  /** Starts a step. */
  void reset() {
    size = 0;
    lane = 0;
  }

  /** Returns where the next lane's gradient goes; all of it must be written. */
  FlatMemory next() {
    return places.get(size);
  }

  /** Takes the gradient just written and adds what the tree adds now. */
  void push() {
    size++;
    for (int addition = 0; addition < additionsAfterLane[lane]; addition++) {
      size--;
      add(places.get(size - 1), places.get(size));
    }
    lane++;
  }

  private void add(FlatMemory target, FlatMemory source) {
    for (int from = 0; from < target.length(); from += MeanGradient.BLOCK) {
      int count = Math.min(MeanGradient.BLOCK, target.length() - from);
      target.get(from, left, 0, count);
      source.get(from, right, 0, count);
      GradientSum.add(left, right, count);
      target.put(from, left, 0, count);
    }
  }

  /** Returns the subtrees, or lanes, this worker's lanes make, in lane order. */
  List<LaneTree.Node> nodes() {
    return nodes;
  }

  /** Returns the memories that hold the subtrees' gradients after the last lane, in lane order. */
  List<FlatMemory> sums() {
    return places.subList(0, nodes.size());
  }
}
