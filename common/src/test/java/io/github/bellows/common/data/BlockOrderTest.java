package io.github.bellows.common.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockOrderTest {
  /** Returns blocks of 90 to 110 samples. */
  private static long[] blocks(int count) {
    long[] first = new long[count + 1];
    for (int block = 0; block < count; block++) {
      first[block + 1] = first[block] + 90 + block * 7 % 21;
    }
    return first;
  }

  private static long[] all(SampleOrder order) {
    return LongStream.range(0, order.samples()).map(order::sampleAt).toArray();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "1, 4, 32",
    "3, 3, 7",
    "40, 4, 128",
    "40, 5, 13",
    "40, 8, 8",
    "40, 4, 4000",
    "40, 7, 4001",
    "40, 3, 2"
  })
  void everySampleComesExactlyOnce(int blocks, int lanes, int globalBatch) {
    long[] first = blocks(blocks);
    for (int epoch = 0; epoch < 3; epoch++) {
      SampleOrder order = new BlockOrder(42, epoch, first, lanes, globalBatch);
      long[] samples = all(order);
      Arrays.sort(samples);
      assertThat(samples).isEqualTo(LongStream.range(0, first[blocks]).toArray());
    }
  }

  @Test
  void epochsAndSeedsDiffer() {
    long[] first = blocks(12);
    long[] one = all(new BlockOrder(1, 0, first, 4, 64));
    assertThat(all(new BlockOrder(1, 0, first, 4, 64))).isEqualTo(one);
    assertThat(all(new BlockOrder(1, 1, first, 4, 64))).isNotEqualTo(one);
    assertThat(all(new BlockOrder(2, 0, first, 4, 64))).isNotEqualTo(one);
  }

  @Test
  void aLaneReadsFewBlocksAtATime() {
    int lanes = 4;
    int batch = 8;
    long[] first = blocks(64);
    SampleOrder order = new BlockOrder(3, 0, first, lanes, lanes * batch);
    long steps = order.samples() / (lanes * batch);
    for (int lane = 0; lane < lanes; lane++) {
      Set<Integer> ever = new HashSet<>();
      for (long begin = 0; begin < steps; begin += 10) {
        Set<Integer> tenSteps = new HashSet<>();
        for (long step = begin; step < Math.min(steps, begin + 10); step++) {
          for (int i = 0; i < batch; i++) {
            int block =
                Arrays.binarySearch(first, order.sampleAt((step * lanes + lane) * batch + i));
            tenSteps.add(block >= 0 ? block : -block - 2);
          }
        }
        assertThat(tenSteps).hasSizeLessThanOrEqualTo(2 * (BlockOrder.WINDOW + 2));
        ever.addAll(tenSteps);
      }
      // Together the lanes read each block about once, not once for each lane.
      assertThat(ever).hasSizeLessThanOrEqualTo(64 / lanes + 3);
    }
  }

  @Test
  void mixesTheSamplesOfAWindow() {
    long[] first = blocks(1);
    long[] samples = all(new BlockOrder(5, 0, first, 1, 10));
    long neighbours =
        LongStream.range(1, samples.length)
            .filter(i -> Math.abs(samples[(int) i] - samples[(int) i - 1]) == 1)
            .count();
    assertThat(neighbours).isLessThan(10);
  }

  @Test
  void refusesPositionsOutside() {
    SampleOrder order = new BlockOrder(1, 0, blocks(2), 2, 10);
    assertThatThrownBy(() -> order.sampleAt(order.samples()))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> order.sampleAt(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
