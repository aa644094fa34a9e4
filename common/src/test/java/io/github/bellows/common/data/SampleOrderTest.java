package io.github.bellows.common.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleOrderTest {
  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 2, 3, 4, 5, 7, 16, 100, 255, 256, 257, 1000, 1024, 1025, 4097, 100_003})
  void visitsEachSampleOnce(int samples) {
    SampleOrder order = SampleOrder.shuffled(7, 3, samples);
    BitSet seen = new BitSet(samples);
    for (int position = 0; position < samples; position++) {
      seen.set(Math.toIntExact(order.sampleAt(position)));
    }
    assertThat(seen.cardinality()).isEqualTo(samples);
    assertThat(seen.length()).isEqualTo(samples);
  }

  @Test
  void dependsOnSeedAndEpoch() {
    int samples = 10_000;
    // Two unrelated permutations agree at one position on average.
    assertThat(agreements(SampleOrder.shuffled(1, 0, samples), SampleOrder.shuffled(1, 1, samples)))
        .isLessThan(10);
    assertThat(agreements(SampleOrder.shuffled(1, 0, samples), SampleOrder.shuffled(2, 0, samples)))
        .isLessThan(10);
    assertThat(agreements(SampleOrder.shuffled(1, 0, samples), SampleOrder.shuffled(1, 0, samples)))
        .isEqualTo(samples);
  }

  private static int agreements(SampleOrder a, SampleOrder b) {
    int agreements = 0;
    for (long position = 0; position < a.samples(); position++) {
      agreements += a.sampleAt(position) == b.sampleAt(position) ? 1 : 0;
    }
    return agreements;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 10, 33})
  void putsEachSampleAtEachPositionEquallyOften(int samples) {
    int epochs = 20_000;
    double expected = (double) epochs / samples;
    for (int sample : new int[] {0, samples - 1}) {
      long[] positions = new long[samples];
      for (int epoch = 0; epoch < epochs; epoch++) {
        SampleOrder order = SampleOrder.shuffled(99, epoch, samples);
        int position = 0;
        while (order.sampleAt(position) != sample) {
          position++;
        }
        positions[position]++;
      }
      double chiSquare = 0;
      for (long count : positions) {
        chiSquare += (count - expected) * (count - expected) / expected;
      }
      // Mean k, standard deviation sqrt(2k) for k = samples - 1; five of them leave one in a
      // million.
      int freedom = samples - 1;
      assertThat(chiSquare).isLessThan(freedom + 5 * Math.sqrt(2.0 * freedom) + 5);
    }
  }

  @Test
  void ordersNeighboursIndependently() {
    // Lag-one correlation of a random permutation is about -1/n with deviation 1/sqrt(n).
    int samples = 40_000;
    SampleOrder order = SampleOrder.shuffled(5, 5, samples);
    double mean = (samples - 1) / 2.0;
    double covariance = 0;
    double variance = 0;
    for (int position = 1; position < samples; position++) {
      double here = order.sampleAt(position) - mean;
      covariance += here * (order.sampleAt(position - 1) - mean);
      variance += here * here;
    }
    assertThat(Math.abs(covariance / variance)).isLessThan(5 / Math.sqrt(samples));
  }

  @Test
  void canLeaveTheStoredOrder() {
    SampleOrder order = SampleOrder.stored(3);
    assertThat(new long[] {order.sampleAt(0), order.sampleAt(1), order.sampleAt(2)})
        .containsExactly(0, 1, 2);
  }

  @Test
  void refusesPositionsOutside() {
    SampleOrder order = SampleOrder.shuffled(0, 0, 3);
    assertThatThrownBy(() -> order.sampleAt(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> order.sampleAt(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
