package io.github.bellows.common.data;

import io.github.bellows.common.random.SeededRandom;
import java.util.Arrays;
import java.util.Objects;

/**
 * An order in which each lane reads few blocks at a time, a pure function of (seed, epoch, lanes,
 * batch) and of the sizes of the blocks.
 *
 * <p>The blocks are laid in a line in a permutation of the epoch's own, the line is turned by a
 * drawn number of samples, and cut into one piece for each lane, as long as the lane needs. A lane
 * goes through its piece in windows of the size of {@link #WINDOW} blocks, the last one shorter,
 * and in each window in a permutation of its samples. So every sample comes exactly once, but it
 * meets only samples of blocks that were drawn beside its own.
 */
final class BlockOrder implements SampleOrder {
  /** How many blocks of a lane are mixed with each other. */
  static final int WINDOW = 4;

  private final long samples;
  private final int lanes;
  private final long globalBatch;
  private final long fullSteps;
  private final long rest;
  private final long[] blocks;
  private final long[] lineFirst;
  private final long turn;
  private final long window;
  private final ShuffledOrder windows;

  /**
   * Creates the order of an epoch.
   *
   * @param firstSample of each block, and behind the last one the number of samples
   * @param globalBatch samples of a full step
   */
  BlockOrder(long seed, long epoch, long[] firstSample, int lanes, int globalBatch) {
    int count = firstSample.length - 1;
    this.samples = firstSample[count];
    this.lanes = lanes;
    this.globalBatch = globalBatch;
    this.fullSteps = samples / globalBatch;
    this.rest = samples % globalBatch;
    this.blocks = new long[count];
    this.lineFirst = new long[count + 1];
    ShuffledOrder drawn = ShuffledOrder.of(count, seed, epoch, count);
    long largest = 1;
    for (int place = 0; place < count; place++) {
      int block = (int) drawn.sampleAt(place);
      long size = firstSample[block + 1] - firstSample[block];
      blocks[place] = firstSample[block];
      lineFirst[place + 1] = lineFirst[place] + size;
      largest = Math.max(largest, size);
    }
    this.turn = samples == 0 ? 0 : Math.floorMod(SeededRandom.key(seed, epoch, samples), samples);
    this.window = WINDOW * largest;
    this.windows = ShuffledOrder.of(samples, seed, epoch);
  }

  @Override
  public long samples() {
    return samples;
  }

  @Override
  public long sampleAt(long position) {
    Objects.checkIndex(position, samples);
    long step = position / globalBatch;
    long offset = position % globalBatch;
    long size = step < fullSteps ? globalBatch : rest;
    // The last lane that begins at or before the offset.
    int lane = (int) (((offset + 1) * lanes - 1) / size);
    long within = step * share(globalBatch, lane) + offset - size * lane / lanes;
    long first = fullSteps * (globalBatch * lane / lanes) + rest * lane / lanes;
    long length = fullSteps * share(globalBatch, lane) + share(rest, lane);
    long begin = within / window * window;
    long mixed =
        windows
            .sibling((within / window) * lanes + lane, Math.min(window, length - begin))
            .sampleAt(within - begin);
    return onLine((first + begin + mixed + turn) % samples);
  }

  private long share(long size, int lane) {
    return size * (lane + 1) / lanes - size * lane / lanes;
  }

  private long onLine(long at) {
    int found = Arrays.binarySearch(lineFirst, at);
    int place = found >= 0 ? found : -found - 2;
    return blocks[place] + at - lineFirst[place];
  }

  @Override
  public boolean isLocal() {
    return true;
  }
}
