package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.random.SeededRandom;
import io.github.bellows.worker.Batches;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.EvaluatedBatch;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.LossSum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The bits of a result depend on the arguments alone. */
class TorchEngineTest {
  private static final int CAPACITY = 24;
  private static final int[] SIZES = {CAPACITY, 1, 7, CAPACITY, 16};

  private final Network network = network();

  private static Network network() {
    return TestNetworks.of(TestNetworks.EVERYTHING);
  }

  /** Everything an engine gives for batches of several sizes. */
  private record Results(List<float[]> arrays) {
    Results {
      arrays = List.copyOf(arrays);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Results that
          && Arrays.deepEquals(arrays.toArray(), that.arrays.toArray());
    }

    @Override
    public int hashCode() {
      return Arrays.deepHashCode(arrays.toArray());
    }
  }

  /** Computes batches of several sizes in one reused batch and a reused gradient memory. */
  private Results compute(GradientEngine engine) {
    SampleBatch batch = Batches.empty(network, CAPACITY);
    FlatMemory gradient = new FlatMemory(network.layout().length());
    List<float[]> arrays = new ArrayList<>();
    for (int i = 0; i < SIZES.length; i++) {
      Batches.refill(batch, SIZES[i], i);
      arrays.addAll(of(engine, batch, gradient, i));
    }
    return new Results(arrays);
  }

  private static List<float[]> of(
      GradientEngine engine, SampleBatch batch, FlatMemory gradient, long key) {
    EvaluatedBatch evaluated = EvaluatedBatch.of(network(), batch.size());
    float[][] predictions = EvaluatedBatch.of(network(), batch.size()).outputs();
    LossSum sum = engine.gradient(batch, gradient, SeededRandom.key(key));
    engine.evaluate(batch, evaluated);
    engine.predict(batch, predictions);
    return List.of(
        new float[] {(float) sum.loss(), (float) sum.weight()},
        TestNetworks.values(gradient),
        evaluated.outputs()[0],
        evaluated.losses()[0],
        predictions[0]);
  }

  @Test
  void twiceTheSameBits() {
    FlatMemory parameters = TestNetworks.parameters(network, 1);
    Results first;
    try (GradientEngine engine = new TorchProvider().open(network, parameters)) {
      first = compute(engine);
      assertThat(compute(engine)).isEqualTo(first);
    }
    try (GradientEngine another = new TorchProvider().open(network, parameters)) {
      assertThat(compute(another)).isEqualTo(first);
    }
  }

  @Test
  void reusedBuffersGiveTheBitsOfFreshOnes() {
    FlatMemory parameters = TestNetworks.parameters(network, 1);
    List<float[]> fresh = new ArrayList<>();
    for (int i = 0; i < SIZES.length; i++) {
      try (GradientEngine engine = new TorchProvider().open(network, parameters)) {
        SampleBatch batch = Batches.random(network, SIZES[i], i);
        fresh.addAll(of(engine, batch, new FlatMemory(network.layout().length()), i));
      }
    }
    try (GradientEngine engine = new TorchProvider().open(network, parameters)) {
      assertThat(compute(engine)).isEqualTo(new Results(fresh));
    }
  }

  @Test
  void theSameBitsWhileOthersCompute() throws Exception {
    FlatMemory parameters = TestNetworks.parameters(network, 1);
    Results alone;
    try (GradientEngine engine = new TorchProvider().open(network, parameters)) {
      alone = compute(engine);
    }
    int threads = 4;
    int rounds = 20;
    CyclicBarrier start = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      Callable<List<Results>> task =
          () -> {
            List<Results> results = new ArrayList<>();
            try (GradientEngine engine = new TorchProvider().open(network, parameters)) {
              start.await();
              for (int round = 0; round < rounds; round++) {
                results.add(compute(engine));
              }
            }
            return results;
          };
      for (Future<List<Results>> results : pool.invokeAll(List.of(task, task, task, task))) {
        assertThat(results.get()).hasSize(rounds).containsOnly(alone);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void readsTheSharedParametersAtEveryCallAndNeverWritesThem() {
    FlatMemory parameters = TestNetworks.parameters(network, 1);
    FlatMemory others = TestNetworks.parameters(network, 2);
    Results first;
    Results second;
    try (GradientEngine engine = new TorchProvider().open(network, others)) {
      second = compute(engine);
    }
    try (GradientEngine engine = new TorchProvider().open(network, parameters)) {
      first = compute(engine);
      assertThat(TestNetworks.values(parameters)).isEqualTo(network.initialParameters(1));
      parameters.put(0, TestNetworks.values(others), 0, others.length());
      assertThat(compute(engine)).isEqualTo(second).isNotEqualTo(first);
    }
  }

  @Test
  void aGradientGoesIntoTheMemoryOfItsCallOnly() {
    SampleBatch batch = Batches.random(network, 8, 1);
    FlatMemory one = new FlatMemory(network.layout().length());
    FlatMemory two = new FlatMemory(network.layout().length());
    try (GradientEngine engine =
        new TorchProvider().open(network, TestNetworks.parameters(network, 1))) {
      engine.gradient(batch, one, 1);
      float[] first = TestNetworks.values(one);
      engine.gradient(batch, two, 2);
      assertThat(TestNetworks.values(one)).isEqualTo(first);
      assertThat(TestNetworks.values(two)).isNotEqualTo(first);
      engine.gradient(batch, two, 1);
      assertThat(TestNetworks.values(two)).isEqualTo(first);
    }
  }

  @Test
  void lossesThatAreNotFiniteComeBackAsTheyAre() {
    FlatMemory parameters = TestNetworks.parameters(network, 1);
    parameters.put(parameters.length() - 1, new float[] {Float.NaN}, 0, 1);
    FlatMemory gradient = new FlatMemory(network.layout().length());
    try (GradientEngine engine = new TorchProvider().open(network, parameters)) {
      assertThat(engine.gradient(Batches.random(network, 4, 1), gradient, 1).loss()).isNaN();
    }
  }

  @Test
  void closesTwiceWithoutHarm() {
    GradientEngine engine = new TorchProvider().open(network, TestNetworks.parameters(network, 1));
    Results unused = compute(engine);
    assertThat(unused.arrays()).isNotEmpty();
    engine.close();
    engine.close();
  }
}
