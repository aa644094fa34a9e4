package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.model.Network;
import io.github.bellows.worker.Batches;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gradient of recurrent layers has the same bits, however many threads compute at once. */
class RecurrentBitsTest {
  private static final int ROUNDS = 4;
  private static final int[] SIZES = {32, 5};

  @ParameterizedTest
  @ValueSource(
      strings = {
        "layers: [lstm: { units: 128 }, dense: { units: 10 }]",
        "layers: [lstm: { units: 24, layers: 2, bidirectional: true, dropout: 0.3, return: sequence },"
            + " dropout: { rate: 0.2 }, gru: { units: 20, layers: 2, dropout: 0.5 },"
            + " dense: { units: 10 }]",
        "layers: [rnn: { units: 40, activation: relu, bidirectional: true, return: mean },"
            + " dense: { units: 10 }]",
        "variableLength: true, layers: [lstm: { units: 24, layers: 2, bidirectional: true,"
            + " dropout: 0.3, return: sequence }, gru: { units: 20 }, dense: { units: 10 }]",
      })
  void oneTwoAndFourThreadsMakeTheSame(String model) throws Exception {
    Network network = TestNetworks.of("{ input: [28, 28], " + model + " }");
    FlatMemory parameters = TestNetworks.parameters(network, 1);
    List<float[]> alone = gradients(network, parameters, new CyclicBarrier(1));
    assertThat(alone.get(0)).isNotEqualTo(alone.get(1));
    for (int threads : new int[] {2, 4}) {
      CyclicBarrier start = new CyclicBarrier(threads);
      ExecutorService pool = Executors.newFixedThreadPool(threads);
      try {
        Callable<List<float[]>> task = () -> gradients(network, parameters, start);
        for (Future<List<float[]>> others : pool.invokeAll(Collections.nCopies(threads, task))) {
          for (int i = 0; i < alone.size(); i++) {
            assertThat(others.get().get(i)).isEqualTo(alone.get(i));
          }
        }
      } finally {
        pool.shutdownNow();
      }
    }
  }

  private static List<float[]> gradients(
      Network network, FlatMemory parameters, CyclicBarrier start) throws Exception {
    List<float[]> gradients = new ArrayList<>();
    try (GradientEngine engine = new TorchProvider().open(network, parameters)) {
      start.await();
      for (int round = 0; round < ROUNDS; round++) {
        for (int size : SIZES) {
          FlatMemory gradient = new FlatMemory(network.layout().length());
          engine.gradient(Batches.random(network, size, round), gradient, round);
          gradients.add(TestNetworks.values(gradient));
        }
      }
    }
    return gradients;
  }
}
