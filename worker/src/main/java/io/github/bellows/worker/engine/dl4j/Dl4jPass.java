package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.random.SeededRandom;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the engine's present pass through its network is for, and the statistics it leaves behind.
 * One per engine; layers hold on to it. For one thread.
 */
final class Dl4jPass {
  private boolean training;
  private long key;
  private final Map<Integer, INDArray> statistics = new HashMap<>();

  /**
   * Begins a pass and forgets the one before.
   *
   * @param training whether dropout and its kin are active
   * @param key decides random masks together with the layer's index
   */
  void begin(boolean training, long key) {
    this.training = training;
    this.key = key;
    statistics.clear();
  }

  boolean training() {
    return training;
  }

  /** Returns a new generator for one layer of this pass. */
  SeededRandom generatorFor(int layer) {
    return SeededRandom.of(key, layer);
  }

  /**
   * Remembers what a statistic became in this pass.
   *
   * @param index its place among the network's statistics
   */
  void keep(int index, INDArray value) {
    statistics.put(index, value);
  }

  /** Returns what a statistic became; null if the pass left it alone. */
  @Nullable INDArray kept(int index) {
    return statistics.get(index);
  }
}
