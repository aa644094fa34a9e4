package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Network;
import io.github.bellows.worker.Batches;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.EvaluatedBatch;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchLengthsTest {
  private static final Network NETWORK =
      TestNetworks.of(
          "{ input: [9], variableLength: true, layers: [embedding: { name: words, vocabulary: 5,"
              + " size: 2 }, gru: { units: 2 }, dense: { units: 2 }] }");

  @BeforeAll
  static void load() {
    assertThat(new TorchProvider().describe()).startsWith("libtorch 2.");
  }

  private static LongBuffer buffer(long... lengths) {
    LongBuffer buffer =
        ByteBuffer.allocateDirect(8 * lengths.length).order(ByteOrder.nativeOrder()).asLongBuffer();
    for (int i = 0; i < lengths.length; i++) {
      buffer.put(i, lengths[i]);
    }
    return buffer;
  }

  @Test
  void lengthsOfTheSamplesThatAreThereBecomeATensor() {
    try (PointerScope scope = new PointerScope()) {
      Tensor lengths = TorchLengths.of(NETWORK).of(buffer(1, 9, 4, -7), 3);
      assertThat(lengths.equal(Tensor.create(new long[] {1, 9, 4}))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -3, 10, Long.MAX_VALUE})
  void refusesALengthThatIsNone(long length) {
    assertThatThrownBy(() -> TorchLengths.of(NETWORK).of(buffer(1, length), 2))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
        .hasMessage(
            "model.layers.words (embedding) length = "
                + length
                + ": must be at least 1 and at most 9, the steps of its input. Correct the column"
                + " of the lengths, or raise the first size of model.input.");
  }

  @Test
  void theEngineReadsTheLengthsOfTheBatch() {
    Network network =
        TestNetworks.of(
            "{ input: [9, 2], variableLength: true, layers: [gru: { name: words, units: 2 },"
                + " dense: { units: 2 }] }");
    SampleBatch batch = Batches.random(network, 4, 1);
    float[][] whole = EvaluatedBatch.of(network, 4).outputs();
    float[][] cut = EvaluatedBatch.of(network, 4).outputs();
    try (GradientEngine engine =
        new TorchProvider().open(network, TestNetworks.parameters(network, 1))) {
      batch.lengths().put(2, 9);
      engine.predict(batch, whole);
      batch.lengths().put(2, 8);
      engine.predict(batch, cut);
      assertThat(cut[0][4]).isNotEqualTo(whole[0][4]);
      batch.lengths().put(2, 0);
      assertThatThrownBy(() -> engine.predict(batch, cut))
          .hasMessageStartingWith("model.layers.words (gru) length = 0: must be at least 1");
      FlatMemory gradient = new FlatMemory(network.layout().length());
      batch.lengths().put(2, 10);
      assertThatThrownBy(() -> engine.gradient(batch, gradient, 1))
          .hasMessageStartingWith("model.layers.words (gru) length = 10: must be at least 1");
    }
  }

  @Test
  void onlyNetworksOfVariableLengthReadLengths() {
    Network fixed =
        TestNetworks.of("{ input: [9, 2], layers: [gru: { units: 2 }, dense: { units: 2 }] }");
    assertThat(TorchLengths.read(NETWORK)).isTrue();
    assertThat(TorchLengths.read(fixed)).isFalse();
  }
}
