package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.model.Network;
import io.github.bellows.worker.Batches;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients against central differences of the summed loss. */
class GradientCheckTest {
  private static final int SAMPLES = 6;

  /**
   * A sample's loss is about 2 and rounded to fp32, so its error is some 1e-7; six of them, over
   * 2h, make 3e-5. The third derivatives of these networks are of the size of the gradient, so what
   * the difference leaves out, h² / 6 of them, is about 4e-5 of it.
   */
  private static final double STEP = 0x1p-6;

  private static final double TOLERANCE = 3e-4;

  // Smooth all through: at a corner of relu or of max pooling a difference is not the derivative.
  private static final String SMOOTH =
      """
      input: [1, 8, 7]
      layers:
        - conv2d: { name: c1, filters: 3, kernel: [3, 2], padding: [1, 0], activation: tanh }
        - avgPool2d: { kernel: 2 }
        - conv2d: { name: c2, filters: 4, kernel: 2, activation: sigmoid }
        - flatten
        - dense: { name: hidden, units: 6, activation: tanh }
        - dense: { name: out, units: 3 }
      loss:\
      """;

  @ParameterizedTest
  @ValueSource(strings = {"crossEntropy", "meanSquaredError"})
  void everyElementIsTheSlopeOfTheSummedLoss(String loss) {
    Network network = TestNetworks.of(SMOOTH + " " + loss);
    FlatMemory parameters = TestNetworks.parameters(network, 5);
    SampleBatch batch = Batches.random(network, SAMPLES, 6);
    float[] values = TestNetworks.values(parameters);
    FlatMemory gradient = new FlatMemory(values.length);
    try (GradientEngine engine = new TorchProvider().open(network, parameters)) {
      engine.gradient(batch, gradient, 1);
      float[] slopes = TestNetworks.values(gradient);
      for (int i = 0; i < values.length; i++) {
        float above = (float) (values[i] + STEP);
        float below = (float) (values[i] - STEP);
        double rise =
            lossAt(engine, batch, parameters, i, above)
                - lossAt(engine, batch, parameters, i, below);
        lossAt(engine, batch, parameters, i, values[i]);
        assertThat((double) slopes[i])
            .as("parameter %s", i)
            .isCloseTo(
                rise / ((double) above - below),
                within(TOLERANCE * Math.max(1, Math.abs(slopes[i]))));
      }
      assertThat(IntStream.range(0, slopes.length).filter(i -> Math.abs(slopes[i]) > 0.01).count())
          .as("slopes far above the tolerance")
          .isGreaterThan(slopes.length / 2);
    }
  }

  private static double lossAt(
      GradientEngine engine, SampleBatch batch, FlatMemory parameters, int index, float value) {
    parameters.put(index, new float[] {value}, 0, 1);
    float[] outputs = new float[SAMPLES * 3];
    float[] losses = new float[SAMPLES];
    engine.evaluate(batch, outputs, losses);
    return IntStream.range(0, SAMPLES).mapToDouble(i -> losses[i]).sum();
  }
}
