package io.github.bellows.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.summary.NetworkSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryEstimateTest {
  private static final NetworkSummary SUMMARY =
      NetworkSummary.of(
          Network.of(ModelYaml.read("input: [9]\nlayers: [dense: { units: 10 }]\n", "test")));

  /**
   * 100 parameters and 9 + 2 · 10 elements per sample. Adam's two values: 4 · (300 + 200) bytes are
   * shared. One worker of 8 lanes holds 4 gradients at most: 4, 2, 1 lanes and the newest.
   */
  @Test
  void byHand() {
    MemoryEstimate estimate = MemoryEstimate.of(SUMMARY, 2, 8, 32, 1);
    assertThat(SUMMARY.bytesPerSample()).isEqualTo(116);
    assertThat(estimate.sharedBytes()).isEqualTo(2000);
    assertThat(estimate.places()).isEqualTo(4);
    assertThat(estimate.workerBytes()).isEqualTo(4 * 100 * 4 + 32 * 116);
    assertThat(estimate.totalBytes()).isEqualTo(2000 + 5312);
    assertThat(MemoryEstimate.of(SUMMARY, 0, 8, 32, 8).totalBytes())
        .isEqualTo(1200 + 8 * (400 + 32 * 116));
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "2,1,2", "4,1,3", "4,2,2", "4,4,1", "8,2,3", "3,2,2", "16,1,5"})
  void gradientsHeldGrowWithTheLogarithmOfTheLanes(int lanes, int workers, int places) {
    assertThat(MemoryEstimate.of(SUMMARY, 0, lanes, 1, workers).places()).isEqualTo(places);
  }
}
