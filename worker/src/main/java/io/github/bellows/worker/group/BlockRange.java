package io.github.bellows.worker.group;

/**
 * The blocks [from, to) of the parameter vector that one worker averages and updates.
 *
 * @param from first block
 * @param to block behind the last
 */
record BlockRange(int from, int to) {
  /** Returns the share of one of {@code workers} equal ones. */
  static BlockRange share(int blocks, int rank, int workers) {
    return new BlockRange(
        (int) ((long) blocks * rank / workers), (int) ((long) blocks * (rank + 1) / workers));
  }
}
