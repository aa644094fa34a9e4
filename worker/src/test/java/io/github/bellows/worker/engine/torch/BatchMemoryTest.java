package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.model.Network;
import io.github.bellows.worker.Batches;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.LossSum;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
    ScheduledExecutorService collector = Executors.newSingleThreadScheduledExecutor();
    try (GradientEngine engine = new TorchProvider().open(network, parameters)) {
      for (int i = 0; i < CALLS_UNTIL_COMPILED; i++) {
        engine.gradient(Batches.random(network, 1, 0), gradient, 0);
      }
      LossSum alone = engine.gradient(Batches.random(network, 64, 7), gradient, 0);
      Future<?> collections =
          collector.scheduleWithFixedDelay(System::gc, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      for (int i = 0; i < CALLS; i++) {
        assertThat(engine.gradient(Batches.random(network, 64, 7), gradient, 0)).isEqualTo(alone);
      }
      assertThat(collections).isNotDone();
    } finally {
      collector.shutdownNow();
    }
  }
}
