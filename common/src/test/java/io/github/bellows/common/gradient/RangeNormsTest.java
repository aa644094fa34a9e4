package io.github.bellows.common.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.random.SeededRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class RangeNormsTest {
  private static final int BLOCK = MeanGradient.BLOCK;

  @Test
  void measuresEachRangeByItself() {
    RangeNorms norms = new RangeNorms(List.of(2, 2, 5));
    norms.measure(new float[] {3, 4, 1, 2, 2}, 0, 5);
    assertThat(norms.ranges()).isEqualTo(3);
    assertThat(norms.norm(0)).isEqualTo(5);
    assertThat(norms.norm(1)).isEqualTo(0);
    assertThat(norms.norm(2)).isEqualTo(3);
    assertThat(norms.end(0)).isEqualTo(2);
    assertThat(norms.end(2)).isEqualTo(5);
  }

  @Test
  void findsTheRangeOfAnElement() {
    RangeNorms norms = new RangeNorms(List.of(2, 5));
    assertThat(norms.rangeAt(0)).isEqualTo(0);
    assertThat(norms.rangeAt(1)).isEqualTo(0);
    assertThat(norms.rangeAt(2)).isEqualTo(1);
    assertThat(norms.rangeAt(4)).isEqualTo(1);
    assertThat(norms.rangeAt(5)).isEqualTo(2);
  }

  @Test
  void ofNoRangesMeasuresNothing() {
    RangeNorms norms = new RangeNorms(List.of());
    norms.measure(new float[] {1}, 0, 1);
    assertThat(norms.ranges()).isEqualTo(0);
    assertThat(norms.rangeAt(0)).isEqualTo(0);
  }

  @Test
  void leavesOutWhatLiesBehindTheLastRange() {
    RangeNorms norms = new RangeNorms(List.of(1));
    norms.measure(new float[] {2, 100}, 0, 2);
    assertThat(norms.norm(0)).isEqualTo(2);
  }

  @Test
  void measuresAnewAndOnlyTheBlocksItIsTold() {
    RangeNorms norms = new RangeNorms(List.of(2 * BLOCK));
    float[] values = new float[2 * BLOCK];
    values[0] = 3;
    values[2 * BLOCK - 1] = 4;
    norms.measure(values, 0, 2 * BLOCK);
    assertThat(norms.norm(0)).isEqualTo(5);
    values[0] = 300;
    values[2 * BLOCK - 1] = 0;
    norms.measure(values, BLOCK, 2 * BLOCK);
    assertThat(norms.norm(0)).isEqualTo(3);
  }

  @Test
  void anyDealingOfBlocksGivesTheSameBits() {
    int length = 5 * BLOCK + 100;
    List<Integer> ends =
        List.of(7, 7, BLOCK - 1, BLOCK, 2 * BLOCK, 2 * BLOCK + 1, 4 * BLOCK + 9, length);
    SeededRandom random = SeededRandom.of(5);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    RangeNorms whole = new RangeNorms(ends);
    whole.measure(values, 0, length);
    for (int run = 1; run <= 3; run++) {
      RangeNorms dealt = new RangeNorms(ends);
      for (int from = 5 / run * run * BLOCK; from >= 0; from -= run * BLOCK) {
        dealt.measure(values, from, Math.min(length, from + run * BLOCK));
      }
      int start = 0;
      for (int range = 0; range < ends.size(); range++) {
        assertThat(dealt.norm(range)).as("range %s", range).isEqualTo(whole.norm(range));
        double sum = 0;
        for (int i = start; i < ends.get(range); i++) {
          sum += (double) values[i] * values[i];
        }
        start = ends.get(range);
        assertThat(whole.norm(range)).isCloseTo(Math.sqrt(sum), within(1e-9));
      }
    }
  }
}
