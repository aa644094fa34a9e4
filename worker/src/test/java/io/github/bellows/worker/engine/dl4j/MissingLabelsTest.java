package io.github.bellows.worker.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.data.FeatureType;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.random.SeededRandom;
import io.github.bellows.worker.Batches;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.LossSum;
import io.github.bellows.worker.engine.torch.TorchProvider;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Labels of which some numbers are missing. */
class MissingLabelsTest {
  private static SampleBatch batch(Network network, int samples) {
    int outputs = network.outputs().get(0).width();
    Label label = new Label.Values(outputs, true);
    return new SampleBatch(
        SampleSchema.of(network.spec().input(), FeatureType.FLOAT32, label), samples);
  }

  @Test
  void whatIsMissingAddsNothing() {
    Network network =
        TestNetworks.of("{ input: [1], layers: [dense: { units: 2 }], loss: meanSquaredError }");
    SampleBatch batch = batch(network, 1);
    Batches.fill(batch, new float[] {2}, new float[] {Float.NaN, 3});
    for (EngineProvider provider : List.of(new TorchProvider(), new Dl4jProvider())) {
      FlatMemory gradient = new FlatMemory(4);
      try (GradientEngine engine = provider.open(network, new FlatMemory(4))) {
        LossSum sum = engine.gradient(batch, gradient, 1);
        // The outputs are 0: (0 - 3)^2 / 2, and its derivative by the second output is -3.
        assertThat(sum.loss()).isEqualTo(4.5);
        assertThat(sum.weight()).isEqualTo(1);
      }
      assertThat(TestNetworks.values(gradient)).containsExactly(0, -6, 0, -3);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "meanSquaredError",
        "meanAbsoluteError",
        "huber",
        "hinge",
        "binaryCrossEntropy",
        "crossEntropy",
        "crossEntropy: { labelSmoothing: 0.1, classWeights: [1, 2, 3] }"
      })
  void enginesAgree(String loss) {
    Network network =
        TestNetworks.of(
            "{ input: [2, 4], layers: [conv1d: { filters: 3, kernel: 1, name: c }], loss: "
                + (loss.contains(":") ? "{ " + loss + " }" : loss)
                + " }");
    SampleBatch batch = batch(network, 5);
    SeededRandom random = SeededRandom.of(2);
    float[] labels = new float[5 * 12];
    for (int i = 0; i < labels.length; i++) {
      // Places are missing, of three classes each: what is alike for all losses.
      labels[i] = i % 4 == 1 && i < 36 ? Float.NaN : random.nextInt(2);
      if (loss.equals("hinge")) {
        labels[i] = 2 * labels[i] - 1;
      }
    }
    Batches.fill(batch, Batches.normal(random, 5 * 8), labels);
    FlatMemory parameters = TwoEnginesTest.parameters(network);
    TwoEngines.assertAgree(network, parameters, batch);
    FlatMemory gradient = new FlatMemory(parameters.length());
    try (GradientEngine engine = new TorchProvider().open(network, parameters)) {
      double loss0 = engine.gradient(batch, gradient, 1).loss();
      assertThat(loss0).isFinite().isNotCloseTo(0, within(1e-3));
    }
  }
}
