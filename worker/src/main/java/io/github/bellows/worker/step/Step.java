package io.github.bellows.worker.step;

/**
 * What one step computes.
 *
 * @param step updates already applied
 * @param epoch passes over the data already completed
 * @param first position of the step's first sample in the epoch's order
 * @param samples samples of the global batch; fewer in the last step of an epoch
 */
public record Step(long step, long epoch, long first, int samples) {
  /**
   * Returns the position behind the last sample of the lanes below {@code lane}: lane {@code l}
   * takes the positions [boundary(l), boundary(l + 1)), shares that differ by one sample at most.
   */
  public long boundary(int lane, int lanes) {
    return first + (long) samples * lane / lanes;
  }
}
