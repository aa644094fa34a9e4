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

/** What JavaCPP counts: bytes of native objects that Java still owns. */
class TorchMemoryTest {
  private final Network network = TestNetworks.of(TestNetworks.EVERYTHING);
  private final FlatMemory parameters = TestNetworks.parameters(network, 1);
  private final FlatMemory gradient = new FlatMemory(network.layout().length());
  private final SampleBatch batch = Batches.random(network, 4, 1);

  @Test
  void aStepLeavesNothingBehind() {
    try (GradientEngine engine = new TorchProvider().open(network, parameters)) {
      use(engine, 1);
      long before = Pointer.totalCount();
      use(engine, 100);
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
    EvaluatedBatch evaluated = EvaluatedBatch.of(network, batch.size());
    for (int i = 0; i < times; i++) {
      engine.gradient(batch, gradient, i);
      engine.evaluate(batch, evaluated);
      engine.predict(batch, evaluated.outputs());
    }
  }
}
