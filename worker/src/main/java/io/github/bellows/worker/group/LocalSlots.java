package io.github.bellows.worker.group;

import io.github.bellows.common.gradient.MeanGradient;
import io.github.bellows.worker.step.Keeping;

/**
 * The state of the local optimizers between rounds, on the caller's arrays. {@code shared} is one
 * state for all lanes, with which the steps before the first round leave off; {@code lanes} is one
 * for each lane.
 *
 * @param keeping what becomes of a lane's state at the end of a round
 * @param shared slots × parameters
 * @param lanes lanes × slots × parameters with {@link Keeping#KEEP}, else empty
 */
@SuppressWarnings("ArrayRecordComponent")
public record LocalSlots(Keeping keeping, float[][] shared, float[][][] lanes) {
  /**
   * Writes the state with which a lane begins a round.
   *
   * @param first whether it is the run's first round
   */
  void load(int lane, boolean first, float[][] target) {
    for (int slot = 0; slot < target.length; slot++) {
      float[] values = target[slot];
      switch (keeping) {
        case KEEP -> copy(first ? shared[slot] : lanes[lane][slot], values);
        case AVERAGE -> copy(shared[slot], values);
        case RESET, FORGET -> java.util.Arrays.fill(values, 0);
      }
    }
  }

  /** Takes the state with which a lane ends a round, unless it is averaged or forgotten. */
  void store(int lane, float[][] slots) {
    if (keeping == Keeping.KEEP) {
      for (int slot = 0; slot < slots.length; slot++) {
        copy(slots[slot], lanes[lane][slot]);
      }
    }
  }

  /** Returns the number of slots to average at the end of a round. */
  int averaged() {
    return keeping == Keeping.AVERAGE ? shared.length : 0;
  }

  /** Averages a slot of all lanes over some blocks. */
  void average(int slot, BlockRange blocks, LaneSums sums, double weight, float[][] scratch) {
    float[] values = shared[slot];
    for (int block = blocks.from(); block < blocks.to(); block++) {
      int from = block * MeanGradient.BLOCK;
      int to = Math.min(values.length, from + MeanGradient.BLOCK);
      if (from < to) {
        sums.add(from, to - from, weight, scratch).divideInto(values, from);
      }
    }
  }

  private static void copy(float[] source, float[] target) {
    System.arraycopy(source, 0, target, 0, target.length);
  }
}
