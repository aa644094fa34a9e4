package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.model.Network;
import io.github.bellows.worker.Batches;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.EvaluatedBatch;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import java.lang.ref.Reference;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What JavaCPP counts: bytes of native objects that Java still owns. */
class TorchMemoryTest {
  private final Network network = TestNetworks.of(TestNetworks.EVERYTHING);
  private final FlatMemory parameters = TestNetworks.parameters(network, 1);
  private final FlatMemory gradient = new FlatMemory(network.layout().length());
  private final SampleBatch batch = Batches.random(network, 4, 1);

  private static final String SEQUENCES =
      """
      input: [7, 3]
      variableLength: true
      layers:
        - layerNorm
        - rnn: { units: 4, activation: relu, layers: 2, dropout: 0.2, bidirectional: true,
                 return: sequence }
        - gru: { units: 3, return: sequence }
        - spatialDropout: { rate: 0.1 }
        - lstm: { name: read, units: 4, bidirectional: true, return: mean }
        - batchNorm
        - dense: { name: kinds, units: 3 }
      loss: { crossEntropy: { classWeights: [1, 2, 3], labelSmoothing: 0.1 } }
      """;
  private static final String IMAGES =
      """
      input: [2, 8, 8]
      layers:
        - conv2d: { name: c1, filters: 4, kernel: 2, padding: same }
        - batchNorm
        - prelu: { perChannel: true }
        - lpPool2d: { kernel: 2 }
        - convTranspose2d: { name: up, filters: 4, kernel: 2, stride: 2, activation: elu }
        - concat: { inputs: [up, c1] }
        - crossChannelPool: { size: 2 }
        - upsample2d: { factor: 2, mode: bilinear }
        - permute: { order: [1, 3, 2] }
        - globalMaxPool
      loss: huber
      """;
  private static final String WORDS =
      """
      input: [5]
      layers:
        - embedding: { vocabulary: 6, size: 4 }
        - lstm: { units: 3, layers: 2, dropout: 0.5 }
      loss: hinge
      """;

  @ParameterizedTest
  @ValueSource(strings = {TestNetworks.EVERYTHING, SEQUENCES, IMAGES})
  void aStepLeavesNothingBehind(String yaml) {
    Network tested = TestNetworks.of(yaml);
    leavesNothing(tested, Batches.random(tested, 4, 1));
  }

  @Test
  void aStepOverWordsLeavesNothingBehind() {
    Network words = TestNetworks.of(WORDS);
    SampleBatch indices = Batches.empty(words, 2);
    Batches.fill(
        indices, new float[] {0, 5, 2, 1, 3, 4, 4, 0, 1, 2}, new float[] {1, -1, 1, -1, -1, 1});
    leavesNothing(words, indices);
  }

  private static void leavesNothing(Network tested, SampleBatch samples) {
    FlatMemory values = TestNetworks.parameters(tested, 1);
    FlatMemory slopes = new FlatMemory(tested.layout().length());
    try (GradientEngine engine = new TorchProvider().open(tested, values)) {
      use(engine, tested, samples, slopes, 1);
      long before = Pointer.totalCount();
      use(engine, tested, samples, slopes, 50);
      assertThat(Pointer.totalCount()).isEqualTo(before);
    }
  }

  @Test
  void closingFreesAllAnEngineHeld() {
    useOne();
    long before = Pointer.totalCount();
    for (int i = 0; i < 20; i++) {
      useOne();
    }
    assertThat(Pointer.totalCount()).isEqualTo(before);
  }

  @Test
  void anEngineKeepsItsParametersAlive() {
    FlatMemory own = TestNetworks.parameters(network, 1);
    Reference<FlatMemory> reference = new java.lang.ref.WeakReference<>(own);
    try (GradientEngine engine = new TorchProvider().open(network, own)) {
      own = parameters;
      System.gc();
      assertThat(reference.get()).isNotNull();
      use(engine, 1);
    }
    assertThat(own).isSameAs(parameters);
  }

  private void useOne() {
    try (GradientEngine engine = new TorchProvider().open(network, parameters)) {
      use(engine, 2);
    }
  }

  private void use(GradientEngine engine, int times) {
    use(engine, network, batch, gradient, times);
  }

  private static void use(
      GradientEngine engine, Network network, SampleBatch batch, FlatMemory gradient, int times) {
    EvaluatedBatch evaluated = EvaluatedBatch.of(network, batch.size());
    for (int i = 0; i < times; i++) {
      engine.gradient(batch, gradient, i);
      engine.evaluate(batch, evaluated);
      engine.predict(batch, evaluated.outputs());
    }
  }
}
