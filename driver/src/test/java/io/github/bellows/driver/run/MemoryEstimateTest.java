package io.github.bellows.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.summary.NetworkSummary;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By hand, for 100 parameters and 20 statistics. */
class MemoryEstimateTest {
  private static final String MODEL =
      "input: [9]\nlayers: [dense: { units: 10 }, batchNorm: { affine: false }]\n";
  private static final NetworkSummary SUMMARY =
      NetworkSummary.of(Network.of(ModelYaml.read(MODEL, "test")));
  private static final String CONFIG =
      "data: { train: { format: digits } }\nmodel: { layers: [flatten, dense: { units: 10 }] }\n";

  /** Eight batches of nine inputs. */
  private static final int AHEAD = 8 * 9 * 4;

  private static final String ADAM = "optimizer={adam: {}}";
  private static final String SGD = "optimizer={sgd: {}}";
  private static final String LOCAL = "training.averaging=parameters";

  private static MemoryEstimate estimate(int workers, String... sets) {
    return MemoryEstimate.of(
        SUMMARY, ConfigLoader.load("test.yaml", CONFIG, Map.of(), List.of(sets)).config(), workers);
  }

  /** One worker of 8 lanes holds 4 gradients at most: 4, 2, 1 lanes and the newest. */
  @Test
  void gradients() {
    assertThat(SUMMARY.parameters()).isEqualTo(100);
    assertThat(SUMMARY.statistics()).isEqualTo(20);
    long sample = SUMMARY.bytesPerSample();
    MemoryEstimate estimate = estimate(1, ADAM, "training.lanes=8");
    assertThat(estimate.sharedBytes()).isEqualTo(4 * (3 * 120 + 2 * 100));
    assertThat(estimate.places()).isEqualTo(4);
    assertThat(estimate.workerBytes()).isEqualTo(4 * 4 * 120 + 32 * (sample + AHEAD));
    assertThat(estimate.checkpointBytes()).isEqualTo(4 * (120 + 2 * 100));
    assertThat(estimate.totalBytes()).isEqualTo(2240 + 1280 + 1920 + 32 * (sample + AHEAD));
    assertThat(estimate(8, SGD, "training.lanes=8").totalBytes())
        .isEqualTo(4 * 3 * 120 + 4 * 120 + 8 * (4 * 120 + 32 * (sample + AHEAD)));
  }

  @Test
  void anAverageIsOneMoreCopy() {
    MemoryEstimate estimate = estimate(1, SGD, "training.weightAverage=ema");
    assertThat(estimate.average()).isTrue();
    assertThat(estimate.sharedBytes()).isEqualTo(4 * 4 * 120);
    assertThat(estimate.checkpointBytes()).isEqualTo(4 * 2 * 120);
  }

  /** A residual for each of eight lanes, a replica with the statistics, and a move of two bytes. */
  @Test
  void roundingKeepsWhatItLeaves() {
    MemoryEstimate estimate = estimate(2, SGD, "training.lanes=8", "cluster.wire=bf16");
    assertThat(estimate.rounded()).isTrue();
    assertThat(estimate.sharedBytes()).isEqualTo(4 * 3 * 120 + 4 * 8 * 100 + 4 * 120 + 2 * 100);
    assertThat(estimate.checkpointBytes()).isEqualTo(4 * (120 + 8 * 100 + 120));
    assertThat(estimate.workerBytes())
        .isEqualTo(estimate(2, SGD, "training.lanes=8").workerBytes());
  }

  /** Two values for each of four lanes, for the steps before the first round, and one outside. */
  @Test
  void lanesThatKeepTheirState() {
    String outer = "training.outerOptimizer={nesterov: {learningRate: 0.7}}";
    MemoryEstimate estimate = estimate(2, ADAM, LOCAL, outer);
    assertThat(estimate.slots()).isEqualTo(2 + 4 * 2 + 1);
    assertThat(estimate.sharedBytes()).isEqualTo(4 * (3 * 120 + 11 * 100));
    assertThat(estimate.checkpointBytes()).isEqualTo(4 * (120 + 11 * 100));
    assertThat(estimate.workerBytes())
        .isEqualTo(4 * ((2 + 4) * 120 + 2 * 100) + 32 * (SUMMARY.bytesPerSample() + AHEAD));
  }

  @ParameterizedTest
  @CsvSource({"average,400", "reset,0", "forget,0"})
  void lanesThatShareTheirState(String state, int more) {
    MemoryEstimate estimate = estimate(2, ADAM, LOCAL, "training.localState=" + state);
    assertThat(estimate.local()).isTrue();
    assertThat(estimate.slots()).isEqualTo(2);
    assertThat(estimate.workerBytes())
        .isEqualTo(4 * ((2 + 4) * 120 + 2 * 100 + more) + 32 * (SUMMARY.bytesPerSample() + AHEAD));
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "2,1,2", "4,1,3", "4,2,2", "4,4,1", "8,2,3", "3,2,2", "16,1,5"})
  void gradientsHeldGrowWithTheLogarithmOfTheLanes(int lanes, int workers, int places) {
    assertThat(estimate(workers, "training.lanes=" + lanes).places()).isEqualTo(places);
  }
}
