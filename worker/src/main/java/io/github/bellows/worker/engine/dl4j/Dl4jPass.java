package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.random.SeededRandom;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the engine's present pass through its network is for, and the statistics it leaves behind.
 * One per engine; layers hold on to it. For one thread.
 */
final class Dl4jPass {
  private final Dl4jGarbage garbage;
  private boolean training;
  private long key;
  private @Nullable LongBuffer lengths;
  private final Map<Integer, Kept> statistics = new HashMap<>();
  private final List<INDArray> held = new ArrayList<>();

  Dl4jPass(Dl4jGarbage garbage) {
    this.garbage = garbage;
  }

  /**
   * What a batch says of a statistic.
   *
   * @param value its value over the batch
   * @param share of that in the statistic's next value, in [0, 1]; the old value has the rest
   */
  record Kept(INDArray value, double share) {}

  /**
   * Begins a pass and forgets the one before.
   *
   * @param training whether dropout and its kin are active
   * @param key decides random masks together with the layer's index
   * @param lengths valid steps of each sample; null if all are of full length
   */
  void begin(boolean training, long key, @Nullable LongBuffer lengths) {
    this.training = training;
    this.key = key;
    this.lengths = lengths;
    release();
  }

  /** Frees what the pass held, at once; nobody may look at it any more. */
  void release() {
    statistics.clear();
    garbage.passed(held.stream().mapToLong(INDArray::length).sum());
    held.stream().filter(INDArray::closeable).forEach(INDArray::close);
    held.clear();
  }

  /**
   * Returns an array outside of any workspace, the same if it is in none, which the pass frees at
   * its end. The JVM would free it, too, but late: it does not see how large such memory is.
   */
  INDArray held(INDArray array) {
    INDArray detached = array.detach();
    held.add(detached);
    return detached;
  }

  boolean training() {
    return training;
  }

  /** Returns a new generator for one part of a layer of this pass. */
  SeededRandom generatorFor(int layer, int part) {
    return SeededRandom.of(key, layer, part);
  }

  /**
   * Returns the valid steps of a sample.
   *
   * @throws IllegalStateException if all samples are of full length
   */
  int length(int sample) {
    if (lengths == null) {
      throw new IllegalStateException("the samples of this batch have no lengths");
    }
    return (int) lengths.get(sample);
  }

  /**
   * Remembers what the batch says of a statistic.
   *
   * @param index its place among the network's statistics
   */
  void keep(int index, INDArray value, double share) {
    statistics.put(index, new Kept(held(value), share));
  }

  /** Returns what the batch said of a statistic; null if the pass leaves it alone. */
  @Nullable Kept kept(int index) {
    return statistics.get(index);
  }
}
