package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.model.Network;
import io.github.bellows.worker.Batches;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.LossSum;
import org.junit.jupiter.api.Test;

/** A batch that nobody but the engine refers to lives as long as the engine reads it. */
class BatchMemoryTest {
  // Compiled code lets go of an argument after its last use; interpreted code need not.
  private static final int CALLS_UNTIL_COMPILED = 1000;
  private static final int CALLS = 40;
  private static final int PAUSE_MILLIS = 5;

  @Test
  void collectionsDuringACallTakeNothingFromIt() throws Exception {
    Network network =
        TestNetworks.of("{ input: [28, 28], layers: [lstm: { units: 8 }, dense: { units: 10 }] }");
    FlatMemory parameters = TestNetworks.parameters(network, 1);
    FlatMemory gradient = new FlatMemory(network.layout().length());
    Thread collector = new Thread(BatchMemoryTest::collect, "collector");
    try (GradientEngine engine = new TorchProvider().open(network, parameters)) {
      for (int i = 0; i < CALLS_UNTIL_COMPILED; i++) {
        engine.gradient(Batches.random(network, 1, 0), gradient, 0);
      }
      LossSum alone = engine.gradient(Batches.random(network, 64, 7), gradient, 0);
      collector.start();
      for (int i = 0; i < CALLS; i++) {
        assertThat(engine.gradient(Batches.random(network, 64, 7), gradient, 0)).isEqualTo(alone);
      }
    } finally {
      collector.interrupt();
      collector.join();
    }
  }

  private static void collect() {
    try {
      while (true) {
        System.gc();
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
