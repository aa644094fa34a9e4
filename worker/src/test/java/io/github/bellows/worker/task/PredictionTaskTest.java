package io.github.bellows.worker.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.data.FeatureDecoding;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.worker.Batches;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.torch.TorchProvider;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PredictionTaskTest {
  // One weight per class and no bias: the logits are x and -x.
  private static final String LINE =
      """
      input: [1]
      layers:
        - dense: { name: out, units: 2, bias: false }
      """;

  private @Nullable Delivery delivery;
  private @Nullable SentParameters sent;

  @AfterEach
  void withdraw() {
    Objects.requireNonNull(sent).close();
    Objects.requireNonNull(delivery).close();
  }

  private PredictionTask<Integer> task(Network network, float... parameters) {
    delivery =
        new Delivery(
            new Supplies(
                network,
                new TorchProvider(),
                FeatureDecoding.NONE,
                new Storage(new Configuration(false))),
            null);
    sent = new SentParameters(parameters, null);
    return new PredictionTask<>(delivery, sent);
  }

  @Test
  void givesEachRowItsOwnOutputsInOrderAndReadsNoFurtherThanABatch() {
    Network network = TestNetworks.of(LINE);
    PredictionTask<Integer> task = task(network, 1, -1);
    int rows = 2 * PredictionTask.BATCH + 3;
    AtomicInteger read = new AtomicInteger();
    Iterator<Integer> source =
        IntStream.range(0, rows).peek(row -> read.incrementAndGet()).iterator();
    Iterator<PredictionTask.Predicted<Integer>> predicted =
        task.predict(
            source,
            Batches.empty(network, PredictionTask.BATCH),
            (row, batch) -> append(row / 1000f, batch));
    for (int row = 0; row < rows; row++) {
      assertThat(predicted.hasNext()).isTrue();
      PredictionTask.Predicted<Integer> next = predicted.next();
      assertThat(next.row()).isEqualTo(row);
      // softmax of (x, -x) = 1 / (1 + exp(-2x))
      float expected = (float) (1 / (1 + Math.exp(-2 * row / 1000.0)));
      assertThat(next.outputs()).hasDimensions(1, 2);
      assertThat(next.outputs()[0][0]).isCloseTo(expected, within(1e-5f));
      if (row < PredictionTask.BATCH) {
        assertThat(read.get()).isEqualTo(PredictionTask.BATCH);
      }
    }
    assertThat(predicted.hasNext()).isFalse();
    assertThat(predicted.hasNext()).isFalse();
  }

  @Test
  void givesEachRowWhatEveryOutputMakesOfIt() {
    Network network =
        TestNetworks.of(
            """
            input: [1]
            layers:
              - dense: { name: twice, units: 1, bias: false }
              - dense: { name: both, units: 2, bias: false, inputs: [input] }
            outputs:
              - { layer: both, loss: meanSquaredError }
              - { layer: twice, loss: meanSquaredError }
            """);
    PredictionTask<Integer> task = task(network, 2, 3, 4);
    Iterator<PredictionTask.Predicted<Integer>> predicted =
        task.predict(
            List.of(1, 5).iterator(),
            Batches.empty(network, PredictionTask.BATCH),
            (row, batch) -> Batches.fill(batch, new float[] {row}, new float[2]));
    assertThat(predicted.next().outputs()).isDeepEqualTo(new float[][] {{3, 4}, {2}});
    assertThat(predicted.next().outputs()).isDeepEqualTo(new float[][] {{15, 20}, {10}});
    assertThat(predicted.hasNext()).isFalse();
  }

  private static void append(float feature, SampleBatch batch) {
    Batches.fill(batch, new float[] {feature}, new float[] {0});
  }
}
