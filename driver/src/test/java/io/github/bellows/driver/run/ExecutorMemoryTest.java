package io.github.bellows.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.config.ClusterConfig.Mode;
import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.summary.NetworkSummary;
import io.github.bellows.driver.cluster.MemoryNeed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By hand, for 100 parameters and 20 statistics; numbers of 4 bytes. */
class ExecutorMemoryTest {
  private static final NetworkSummary SUMMARY =
      NetworkSummary.of(
          Network.of(
              ModelYaml.read(
                  "input: [9]\nlayers: [dense: { units: 10 }, batchNorm: { affine: false }]\n",
                  "test")));
  private static final String CONFIG =
      "data: { train: { format: digits } }\nmodel: { layers: [flatten, dense: { units: 10 }] }\n";
  private static final String LOCAL = "training.averaging=parameters";

  private static MemoryNeed need(Mode mode, int workers, int here, String... sets) {
    return ExecutorMemory.of(
        SUMMARY,
        ConfigLoader.load("test.yaml", CONFIG, Map.of(), List.of(sets)).config(),
        mode,
        32,
        new ExecutorMemory.Crew(workers, here));
  }

  /**
   * Adam's two values; parameters, and what arrives. Outside: the engine's copy, what arrives, what
   * leaves, and for each of two workers of two lanes two gradients.
   */
  @Test
  void aGangThatAveragesGradients() {
    MemoryNeed need = need(Mode.GANG, 2, 2, "training.lanes=4", "optimizer={adam: {}}");
    assertThat(need.workers()).isEqualTo(2);
    assertThat(need.heapBytes()).isEqualTo(4 * (2 * 120 + 2 * 100));
    assertThat(need.directBytes()).isEqualTo(4 * (3 * 120 + 2 * 2 * 120));
    assertThat(need.engineBytes()).isEqualTo(2 * 32 * SUMMARY.bytesPerSample() * 3 / 2);
  }

  @Test
  void anAverageIsOneMoreArray() {
    assertThat(
            need(Mode.GANG, 2, 1, "optimizer={sgd: {}}", "training.weightAverage=ema").heapBytes())
        .isEqualTo(4 * (120 + (120 + 120) / 2));
  }

  /** Of two executors each has half of parameters and Adam's values, and a lane of two. */
  @Test
  void executorsShareTheState() {
    String[] sets = {"training.lanes=2", "optimizer={adam: {}}"};
    assertThat(need(Mode.GANG, 2, 1, sets).heapBytes()).isEqualTo(4 * (120 + (120 + 200) / 2));
    assertThat(need(Mode.GANG, 2, 1, sets[0], sets[1], "cluster.wire=bf16").heapBytes())
        .isEqualTo(4 * (120 + (120 + 200) / 2 + 120 + 100));
  }

  /** Each of two lanes here keeps a momentum, and the worker has one more and parameters. */
  @Test
  void lanesThatKeepTheirState() {
    MemoryNeed need =
        need(
            Mode.GANG,
            2,
            1,
            "training.lanes=4",
            LOCAL,
            "optimizer={momentum: {}}",
            "training.outerOptimizer={nesterov: {learningRate: 0.7}}");
    assertThat(need.heapBytes()).isEqualTo(4 * (2 * 120 + (1 + 1) * 100 + 2 * 100 + (120 + 100)));
    assertThat(need.directBytes()).isEqualTo(4 * (3 * 120 + 2 * 120 + 2 * 120));
  }

  /** In rounds each worker has a copy for its engine, and results wait in the heap. */
  @Test
  void rounds() {
    MemoryNeed need = need(Mode.ROUNDS, 2, 2, "training.lanes=2", "optimizer={momentum: {}}");
    assertThat(need.heapBytes()).isEqualTo(4 * (2 * 120 + 2 * (120 + 100)));
    assertThat(need.directBytes()).isEqualTo(4 * (2 * 120 + 2 * 120));
  }

  @ParameterizedTest
  @CsvSource({"1, 128", "128, 128", "129, 256"})
  void sizesAreRoundedUp(long mebibytes, long asked) {
    long bytes = (mebibytes << 20) - MemoryNeed.JVM_BYTES;
    assertThat(new MemoryNeed(1, 0, bytes, 0).overheadMebibytes()).isEqualTo(asked);
  }

  @Test
  void moreWorkersThanThereAreIsADefect() {
    assertThatThrownBy(() -> new ExecutorMemory.Crew(2, 3))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
