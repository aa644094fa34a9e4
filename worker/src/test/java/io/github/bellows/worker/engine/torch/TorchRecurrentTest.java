package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.model.Network;
import io.github.bellows.worker.TestNetworks;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dropout between stacked layers; what the layers compute is compared with PyTorch. */
class TorchRecurrentTest {
  private static final int SAMPLES = 100;
  private static final int STEPS = 3;
  private static final int UNITS = 50;

  @BeforeAll
  static void load() {
    assertThat(new TorchProvider().describe()).startsWith("libtorch 2.");
  }

  /** Layers that pass ones on: relu of the identity matrix times the layer below. */
  private static float[] passedOn(int layers, double dropout, boolean training, long key) {
    Network network =
        TestNetworks.of(
            ("{ input: [%d, %d], layers: [rnn: { units: %d, activation: relu, layers: %d,"
                    + " bias: false, dropout: %s, return: sequence }, flatten, dense: { units: 2 }] }")
                .formatted(STEPS, UNITS, UNITS, layers, dropout));
    try (PointerScope scope = new PointerScope()) {
      Tensor identity = torch.eye(UNITS);
      Tensor nothing = torch.zeros(UNITS, UNITS);
      Tensor[] leaves = new Tensor[2 * layers];
      for (int layer = 0; layer < layers; layer++) {
        leaves[2 * layer] = identity;
        leaves[2 * layer + 1] = nothing;
      }
      TorchLayer layer =
          TorchLayers.translate(
              new TorchLayers.Place(4, network.nodes().get(0), List.of(leaves), 0, List.of()));
      TorchPass pass = new TorchPass(training, key, torch.make_generator_cpu(0), null);
      Tensor ones = torch.ones(SAMPLES, STEPS, UNITS);
      return TorchTensors.values(layer.forward(List.of(ones), pass));
    }
  }

  private static long count(float[] values, float value) {
    return IntStream.range(0, values.length).filter(i -> values[i] == value).count();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.25, 0.5})
  void dropsThatShareOfTheStatesBetweenTwoLayersAndScalesTheOthers(double rate) {
    float[] output = passedOn(2, rate, true, 1);
    long zeros = count(output, 0);
    // The number of zeros is binomial; five standard deviations.
    double deviation = Math.sqrt(output.length * rate * (1 - rate));
    assertThat((double) zeros).isCloseTo(output.length * rate, within(5 * deviation));
    assertThat(count(output, (float) (1 / (1 - rate)))).isEqualTo(output.length - zeros);
  }

  @Test
  void eachPlaceInTheStackHasAMaskOfItsOwn() {
    float[] output = passedOn(3, 0.5, true, 1);
    // Kept by both of two independent masks: a quarter. One mask used twice would keep half.
    double deviation = Math.sqrt(output.length * 0.25 * 0.75);
    assertThat((double) count(output, 4)).isCloseTo(output.length * 0.25, within(5 * deviation));
  }

  @Test
  void equalKeysMakeEqualMasksAndOthersMakeOthers() {
    float[] masks = passedOn(3, 0.5, true, 77);
    assertThat(passedOn(3, 0.5, true, 77)).isEqualTo(masks);
    assertThat(passedOn(3, 0.5, true, 78)).isNotEqualTo(masks);
  }

  @Test
  void evaluationDropsNothing() {
    float[] ones = new float[SAMPLES * STEPS * UNITS];
    Arrays.fill(ones, 1);
    assertThat(passedOn(3, 0.5, false, 1)).isEqualTo(ones);
    assertThat(passedOn(3, 0, true, 1)).isEqualTo(ones);
  }

  @Test
  void masksDoNotDependOnWhatOtherThreadsDraw() throws Exception {
    float[] alone = passedOn(3, 0.5, true, 5);
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Callable<float[]>> tasks =
          IntStream.range(0, 40)
              .<Callable<float[]>>mapToObj(i -> () -> passedOn(3, 0.5, true, i % 8))
              .toList();
      List<Future<float[]>> masks = pool.invokeAll(tasks);
      for (int i = 5; i < masks.size(); i += 8) {
        assertThat(masks.get(i).get()).isEqualTo(alone);
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
