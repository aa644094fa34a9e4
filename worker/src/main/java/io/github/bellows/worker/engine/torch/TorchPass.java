package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.random.SeededRandom;
import org.bytedeco.pytorch.Generator;

/**
 * What one pass through a network is for.
 *
 * @param training whether dropout and its kin are active
 * @param key decides random masks together with the layer's index
 * @param generator the engine's own generator; never libtorch's default one, which the process
 *     shares
 */
record TorchPass(boolean training, long key, Generator generator) {
  /** Returns the generator, seeded for one layer of this pass. */
  Generator generatorFor(int layer) {
    generator.set_current_seed(SeededRandom.key(key, layer));
    return generator;
  }
}
