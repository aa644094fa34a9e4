package io.github.bellows.worker.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.engine.EvaluatedBatch;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.LossSum;
import io.github.bellows.worker.engine.torch.TorchProvider;
import java.util.Arrays;

/** Both engines on one network, one batch and the same parameters. */
final class TwoEngines {
  /** Of the largest element of the same tensor. */
  private static final double RELATIVE = 1e-4;

  /**
   * Of the largest element of all tensors: what a tensor counts for at least. Some gradients are 0
   * but for rounding, such as that of a bias in front of a batch normalization.
   */
  private static final double FLOOR = 1e-3;

  private TwoEngines() {}

  private record Results(
      LossSum sum, float[] gradient, EvaluatedBatch evaluated, EvaluatedBatch predicted) {}

  private static Results run(
      EngineProvider provider, Network network, FlatMemory parameters, SampleBatch batch) {
    FlatMemory gradient = new FlatMemory(parameters.length());
    float[] rubbish = new float[gradient.length()];
    Arrays.fill(rubbish, 17);
    gradient.put(0, rubbish, 0, rubbish.length);
    EvaluatedBatch evaluated = EvaluatedBatch.of(network, batch.size());
    EvaluatedBatch predicted = EvaluatedBatch.of(network, batch.size());
    try (GradientEngine engine = provider.open(network, parameters)) {
      LossSum sum = engine.gradient(batch, gradient, 1);
      engine.evaluate(batch, evaluated);
      engine.predict(batch, predicted.outputs());
      return new Results(sum, TestNetworks.values(gradient), evaluated, predicted);
    }
  }

  /** Checks losses, gradients, statistics, outputs and predictions against each other. */
  static void assertAgree(Network network, FlatMemory parameters, SampleBatch batch) {
    Results torch = run(new TorchProvider(), network, parameters, batch);
    Results dl4j = run(new Dl4jProvider(), network, parameters, batch);
    assertThat(dl4j.sum().loss())
        .as("loss")
        .isCloseTo(torch.sum().loss(), within(RELATIVE * Math.abs(torch.sum().loss())));
    assertThat(dl4j.sum().weight()).isCloseTo(torch.sum().weight(), within(1e-5));
    double floor = FLOOR * largest(torch.gradient());
    for (ParameterLayout.Entry entry : network.layout().entries()) {
      assertClose(
          entry.name(),
          Arrays.copyOfRange(dl4j.gradient(), entry.offset(), entry.end()),
          Arrays.copyOfRange(torch.gradient(), entry.offset(), entry.end()),
          floor);
    }
    for (int i = 0; i < network.outputs().size(); i++) {
      assertClose("outputs", dl4j.evaluated().outputs()[i], torch.evaluated().outputs()[i], FLOOR);
      assertClose("losses", dl4j.evaluated().losses()[i], torch.evaluated().losses()[i], FLOOR);
      assertClose(
          "predictions", dl4j.predicted().outputs()[i], torch.predicted().outputs()[i], FLOOR);
    }
    assertClose("weights", dl4j.evaluated().weights(), torch.evaluated().weights(), 1);
  }

  private static void assertClose(String what, float[] ours, float[] expected, double floor) {
    assertThat(ours).hasSameSizeAs(expected);
    double scale = Math.max(largest(expected), floor);
    for (int i = 0; i < ours.length; i++) {
      assertThat((double) ours[i])
          .as("%s[%s]", what, i)
          .isCloseTo(expected[i], within(RELATIVE * scale));
    }
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
