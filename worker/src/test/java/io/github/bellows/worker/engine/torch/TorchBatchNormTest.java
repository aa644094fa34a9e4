package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.worker.Batches;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.LossSum;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What PyTorch has no example of; its numbers are in the golden files. */
class TorchBatchNormTest {
  private static final String ROWS =
      """
      input: [3]
      layers:
        - batchNorm: { name: norm }
        - dense: { name: out, units: 2 }
      """;

  private final Network network = TestNetworks.of(ROWS);
  private final ParameterLayout layout = network.layout();
  private final FlatMemory gradient = new FlatMemory(layout.length());

  @Test
  void oneSampleHasNoVarianceAndLeavesTheStatisticsAlone() {
    float[] values = network.initialParameters(4);
    for (int i = layout.learned(); i < values.length; i++) {
      values[i] = 0.3f + i;
    }
    LossSum sum = gradient(values, Batches.random(network, 1, 8));
    assertThat(sum.loss()).isFinite();
    float[] after = TestNetworks.values(gradient);
    for (float value : after) {
      assertThat(value).isFinite();
    }
    assertThat(statistics(after)).isEqualTo(statistics(values));
  }

  @Test
  void statisticsAreThoseOfTheBatchTimesItsWeight() {
    int samples = 4;
    SampleBatch batch = Batches.random(network, samples, 9);
    float[] after = statistics(afterGradient(network.initialParameters(4), batch));
    for (int channel = 0; channel < 3; channel++) {
      double mean = 0;
      double squares = 0;
      for (int sample = 0; sample < samples; sample++) {
        double value = batch.features().get(sample * 3 + channel);
        mean += value / samples;
        squares += value * value;
      }
      double variance = (squares - samples * mean * mean) / (samples - 1);
      assertThat((double) after[channel]).isCloseTo(samples * 0.1 * mean, within(1e-6));
      assertThat((double) after[3 + channel])
          .isCloseTo(samples * (0.9 + 0.1 * variance), within(1e-5));
    }
  }

  @Test
  void theRunningVarianceOfFourValuesIsThreeQuartersWhereItIsBiased() {
    Network biased = TestNetworks.of(ROWS.replace("name: norm", "name: norm, unbiased: false"));
    float[] values = network.initialParameters(4);
    SampleBatch batch = Batches.random(network, 4, 9);
    float[] unbiased = statistics(afterGradient(values, batch));
    try (GradientEngine engine = new TorchProvider().open(biased, TestNetworks.memory(values))) {
      engine.gradient(batch, gradient, 1);
    }
    float[] found = statistics(TestNetworks.values(gradient));
    for (int channel = 0; channel < 3; channel++) {
      assertThat(found[channel]).isEqualTo(unbiased[channel]);
      double ofBatch = unbiased[3 + channel] / 4 - 0.9;
      assertThat(found[3 + channel] / 4 - 0.9).isCloseTo(ofBatch * 0.75, within(1e-6));
    }
  }

  @Test
  void theSharedParametersAreNeverWritten() {
    float[] values = network.initialParameters(4);
    FlatMemory shared = TestNetworks.memory(values);
    try (GradientEngine engine = new TorchProvider().open(network, shared)) {
      engine.gradient(Batches.random(network, 5, 1), gradient, 1);
    }
    assertThat(TestNetworks.values(shared)).isEqualTo(values);
  }

  private float[] afterGradient(float[] values, SampleBatch batch) {
    assertThat(gradient(values, batch).weight()).isEqualTo(batch.size());
    return TestNetworks.values(gradient);
  }

  private LossSum gradient(float[] values, SampleBatch batch) {
    try (GradientEngine engine = new TorchProvider().open(network, TestNetworks.memory(values))) {
      return engine.gradient(batch, gradient, 1);
    }
  }

  private float[] statistics(float[] values) {
    return Arrays.copyOfRange(values, layout.learned(), layout.length());
  }
}
