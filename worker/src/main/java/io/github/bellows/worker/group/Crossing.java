package io.github.bellows.worker.group;

import io.github.bellows.common.gradient.LaneTree;
import io.github.bellows.worker.engine.FlatMemory;
import java.nio.ByteBuffer;

/**
 * What crosses between the groups of a run: what lanes hand in to the sum, and the new parameters
 * that engines compute with. A group that is alone goes through it as well, because a run has the
 * same bits in one group and in many.
 *
 * <p>Bodies of messages are little-endian, and hold consecutive elements of the flat vector.
 * Workers touch disjoint lanes and blocks, network threads the blocks of other groups.
 */
sealed interface Crossing permits ExactCrossing, RoundedCrossing {
  /** Returns what arrays ask for; without those of a rounding, numbers cross as they are. */
  static Crossing of(SliceArrays arrays) {
    RoundingArrays rounding = arrays.rounding();
    return rounding == null ? new ExactCrossing(arrays) : new RoundedCrossing(arrays, rounding);
  }

  /** Returns where engines read parameters and statistics. */
  FlatMemory parameters();

  /** Returns the number of parameters. */
  int learned();

  /**
   * Writes all numbers anew to where engines read them.
   *
   * @param parameters the flat vector as a whole; not used if engines read a replica
   */
  void publish(float[] parameters);

  /** Returns which vectors a group hands in to others for its lanes. */
  HandIn handIn(LaneTree tree);

  /**
   * Makes of what a lane has just computed what enters the sum, in place.
   *
   * @param weight of the lane's samples
   */
  void computed(int lane, double weight, FlatMemory gradient);

  /** Takes updated elements [from, to), all in one block, to where engines read them. */
  void updated(int from, int to);

  /** Appends elements that a group hands in, from one on, to a body. */
  void putSums(float[] values, int from, int count, ByteBuffer body);

  /**
   * Copies elements that another group hands in.
   *
   * @param from the first element
   * @param target its elements begin with element {@code offset}
   * @return how many there were
   */
  int takeSums(ByteBuffer body, int from, FlatMemory target, int offset);

  /** Appends what other groups need of the elements [from, to), just updated, to a body. */
  void putUpdated(int from, int to, ByteBuffer body);

  /**
   * Takes elements that another group has updated to where engines read them.
   *
   * @param from the first element
   * @return how many there were
   */
  int takeUpdated(ByteBuffer body, int from);
}
