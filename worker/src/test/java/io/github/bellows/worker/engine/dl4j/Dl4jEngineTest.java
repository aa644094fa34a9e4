package io.github.bellows.worker.engine.dl4j;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the second engine promises as any: equal bits, masks by key, parameters read each time. */
class Dl4jEngineTest {
  private static final Network NETWORK =
      TestNetworks.of(
          """
          input: [2, 9, 8]
          layers:
            - conv2d: { filters: 4, kernel: 3, padding: 1, activation: relu }
            - batchNorm
            - maxPool2d: { kernel: 2 }
            - spatialDropout: { rate: 0.2 }
            - reshape: { shape: [4, 16] }
            - lstm: { units: 6 }
            - dropout: { rate: 0.3 }
            - dense: { name: out, units: 5 }
          """);

  private static float[] gradient(GradientEngine engine, SampleBatch batch, long key) {
    FlatMemory gradient = new FlatMemory(NETWORK.layout().length());
    double loss = engine.gradient(batch, gradient, key).loss();
    float[] values = Arrays.copyOf(TestNetworks.values(gradient), gradient.length() + 1);
    values[gradient.length()] = (float) loss;
    return values;
  }

  @Test
  void equalKeysGiveEqualBitsAndOthersOtherMasks() {
    FlatMemory parameters = TestNetworks.parameters(NETWORK, 1);
    SampleBatch batch = Batches.random(NETWORK, 6, 2);
    try (GradientEngine engine = new Dl4jProvider().open(NETWORK, parameters);
        GradientEngine another = new Dl4jProvider().open(NETWORK, parameters)) {
      float[] first = gradient(engine, batch, 7);
      assertThat(gradient(engine, batch, 8)).isNotEqualTo(first);
      assertThat(gradient(engine, batch, 7)).isEqualTo(first);
      assertThat(gradient(another, batch, 7)).isEqualTo(first);
    }
  }

  @Test
  void theSameBitsWhileOthersCompute() throws Exception {
    FlatMemory parameters = TestNetworks.parameters(NETWORK, 1);
    float[] alone;
    try (GradientEngine engine = new Dl4jProvider().open(NETWORK, parameters)) {
      alone = gradient(engine, Batches.random(NETWORK, 6, 2), 7);
    }
    int threads = 4;
    CyclicBarrier start = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      Callable<List<float[]>> task =
          () -> {
            List<float[]> results = new ArrayList<>();
            try (GradientEngine engine = new Dl4jProvider().open(NETWORK, parameters)) {
              SampleBatch batch = Batches.random(NETWORK, 6, 2);
              start.await();
              for (int round = 0; round < 10; round++) {
                results.add(gradient(engine, batch, 7));
              }
            }
            return results;
          };
      List<Future<List<float[]>>> futures =
          pool.invokeAll(IntStream.range(0, threads).mapToObj(i -> task).toList());
      for (Future<List<float[]>> future : futures) {
        assertThat(future.get()).allSatisfy(result -> assertThat(result).isEqualTo(alone));
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void parametersAreReadAtEveryCallAndNeverWritten() {
    FlatMemory parameters = TestNetworks.parameters(NETWORK, 1);
    FlatMemory others = TestNetworks.parameters(NETWORK, 2);
    SampleBatch batch = Batches.random(NETWORK, 6, 2);
    try (GradientEngine engine = new Dl4jProvider().open(NETWORK, parameters);
        GradientEngine expected = new Dl4jProvider().open(NETWORK, others)) {
      gradient(engine, batch, 7);
      assertThat(TestNetworks.values(parameters))
          .isEqualTo(TestNetworks.values(TestNetworks.parameters(NETWORK, 1)));
      float[] values = TestNetworks.values(others);
      parameters.put(0, values, 0, values.length);
      assertThat(gradient(engine, batch, 7)).isEqualTo(gradient(expected, batch, 7));
    }
  }

  @Test
  void aSmallerBatchBehindALargerOneGivesItsOwnBits() {
    FlatMemory parameters = TestNetworks.parameters(NETWORK, 1);
    SampleBatch reused = Batches.random(NETWORK, 8, 1);
    try (GradientEngine engine = new Dl4jProvider().open(NETWORK, parameters)) {
      gradient(engine, reused, 7);
      Batches.refill(reused, 3, 5);
      float[] behind = gradient(engine, reused, 7);
      assertThat(behind).isEqualTo(gradient(engine, Batches.random(NETWORK, 3, 5), 7));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dropout", "spatialDropout"})
  void masksKeepTheirShareAndTheMean(String kind) {
    Network network =
        TestNetworks.of(
            "{ input: [500, 8], layers: ["
                + kind
                + ": { rate: 0.25 }, flatten, dense: { name: out, units: 1, bias: false }],"
                + " loss: meanAbsoluteError }");
    float[] ones = new float[4000];
    Arrays.fill(ones, 1);
    SampleBatch batch = Batches.empty(network, 1);
    Batches.fill(batch, ones, new float[] {-1e6f});
    FlatMemory gradient = new FlatMemory(network.layout().length());
    try (GradientEngine engine =
        new Dl4jProvider().open(network, TestNetworks.parameters(network, 1))) {
      engine.gradient(batch, gradient, 3);
    }
    // The loss's slope is 1, so a weight's gradient is what its input was multiplied by.
    float[] mask = TestNetworks.values(gradient);
    int zeros = 0;
    for (int i = 0; i < mask.length; i++) {
      assertThat(mask[i]).isIn(0f, (float) (1 / 0.75));
      zeros += mask[i] == 0 ? 1 : 0;
      if (kind.equals("spatialDropout")) {
        assertThat(mask[i]).isEqualTo(mask[i - i % 8]);
      }
    }
    // 4000 draws deviate from their share by 0.7 %, the 500 of channels by 2 %.
    assertThat(zeros / 4000.0).isBetween(0.17, 0.33);
  }

  @Test
  void indicesBeyondTheVocabularyAreErrors() {
    Network network =
        TestNetworks.of(
            "{ input: [2], layers: [embedding: { name: words, vocabulary: 4, size: 3 }, lstm: {"
                + " units: 2 }, dense: { units: 2 }], loss: crossEntropy }");
    try (GradientEngine engine =
        new Dl4jProvider().open(network, TestNetworks.parameters(network, 1))) {
      for (float wrong : new float[] {4, -1, 1.5f, Float.NaN}) {
        SampleBatch batch = Batches.empty(network, 1);
        Batches.fill(batch, new float[] {3, wrong}, new float[] {0});
        EvaluatedBatch target = EvaluatedBatch.of(network, 1);
        assertThatThrownBy(() -> engine.evaluate(batch, target))
            .isInstanceOfSatisfying(
                TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
            .hasMessageContaining("model.layers.words (embedding) index = ")
            .hasMessageContaining("[0, 4)");
      }
    }
  }

  @Test
  void describesItself() {
    assertThat(new Dl4jProvider().kind()).isEqualTo("dl4j");
    assertThat(new Dl4jProvider().describe())
        .matches("Deeplearning4j on ND4J 1\\.0\\.0-M2\\.1, (generic|AVX2|AVX512) instructions");
  }
}
