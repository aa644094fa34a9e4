package io.github.bellows.worker.group;

/**
 * What rounding to bfloat16 leaves behind between steps, which belongs to its creator and is
 * updated in place.
 *
 * @param replica the parameters that gradients are taken at, the same in all groups, and behind
 *     them the layers' statistics: those of the last step, exact
 * @param residuals for each lane what the rounding of its gradients has left so far, as long as
 *     there are parameters; empty for lanes that are computed elsewhere
 */
@SuppressWarnings("ArrayRecordComponent")
public record RoundingArrays(float[] replica, float[][] residuals) {
  /**
   * Returns arrays that nothing has been rounded with, for the lanes of a share.
   *
   * @param replica as at the beginning
   */
  static RoundingArrays of(float[] replica, int learned, GroupShare share, int lanes) {
    float[][] residuals = new float[lanes][0];
    for (int lane = share.firstLane(); lane < share.endLane(); lane++) {
      residuals[lane] = new float[learned];
    }
    return new RoundingArrays(replica, residuals);
  }
}
