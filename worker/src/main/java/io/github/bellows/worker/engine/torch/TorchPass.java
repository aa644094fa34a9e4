package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.random.SeededRandom;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** What one pass through a network is for, and the statistics it leaves behind. For one thread. */
final class TorchPass {
  private final boolean training;
  private final long key;
  private final Generator generator;
  private final @Nullable Tensor lengths;
  private final Map<Integer, Tensor> statistics = new HashMap<>();

  /**
   * Creates a pass.
   *
   * @param training whether dropout and its kin are active
   * @param key decides random masks together with the layer's index
   * @param generator the engine's own generator; never libtorch's default one, which the process
   *     shares
   * @param lengths valid steps of each sample, int64 [samples]; null if all are of full length
   */
  TorchPass(boolean training, long key, Generator generator, @Nullable Tensor lengths) {
    this.training = training;
    this.key = key;
    this.generator = generator;
    this.lengths = lengths;
  }

  boolean training() {
    return training;
  }

  /** Returns the generator, seeded for one layer of this pass. */
  Generator generatorFor(int layer) {
    generator.set_current_seed(seedFor(layer));
    return generator;
  }

  /** Returns the seed of one layer in this pass. */
  long seedFor(int layer) {
    return SeededRandom.key(key, layer);
  }

  /** Returns the generator, seeded for one part of a layer that draws more than once in a pass. */
  Generator generatorFor(int layer, int part) {
    generator.set_current_seed(SeededRandom.key(key, layer, part));
    return generator;
  }

  /**
   * Returns the valid steps of each sample, int64 [samples].
   *
   * @throws IllegalStateException if all samples are of full length
   */
  Tensor lengths() {
    if (lengths == null) {
      throw new IllegalStateException("the samples of this batch have no lengths");
    }
    return lengths;
  }

  /**
   * Remembers what a statistic became in this pass.
   *
   * @param index its place among the network's statistics
   * @param value in the statistic's shape; without gradient
   */
  void keep(int index, Tensor value) {
    statistics.put(index, value);
  }

  /** Returns what a statistic became; null if the pass left it alone. */
  @Nullable Tensor kept(int index) {
    return statistics.get(index);
  }
}
