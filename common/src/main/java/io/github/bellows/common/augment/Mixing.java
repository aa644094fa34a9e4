package io.github.bellows.common.augment;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.random.SeededRandom;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/**
 * Mixes the samples of a batch, each with another: the next one in an order that their generators
 * draw, so that it depends on which samples the batch has, not on where. Keeps memory for the next
 * time; one thread at a time.
 */
final class Mixing {
  private float[] shares = {};
  private float[] old = {};

  /**
   * Mixes features and numbers to be learned in place, and notes partners and shares for classes.
   *
   * @param randoms makes the generator of a sample
   */
  void apply(SampleBatch batch, Mixup mixup, LongFunction<SeededRandom> randoms) {
    int size = batch.size();
    if (shares.length < size) {
      shares = new float[size];
    }
    double[] places = new double[size];
    for (int slot = 0; slot < size; slot++) {
      SeededRandom random = randoms.apply(batch.origin(slot));
      places[slot] = random.nextDouble();
      shares[slot] = mixup.share(random);
    }
    int[] order =
        IntStream.range(0, size)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingDouble(slot -> places[slot])
                    .thenComparingLong(batch::origin))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] partners = new int[size];
    for (int i = 0; i < size; i++) {
      partners[order[i]] = order[(i + 1) % size];
    }
    mixNumbers(batch, partners);
    batch.mix(partners, shares);
  }

  private void mixNumbers(SampleBatch batch, int[] partners) {
    Set<FloatBuffer> mixed = Collections.newSetFromMap(new IdentityHashMap<>());
    mixed.add(batch.features());
    mix(batch.features(), batch.schema().elements(), partners);
    for (int label = 0; label < batch.schema().labels().size(); label++) {
      if (!batch.schema().label(label).isClasses() && mixed.add(batch.targets(label))) {
        mix(
            batch.targets(label),
            batch.schema().label(label).length(batch.schema().elements()),
            partners);
      }
    }
  }

  private void mix(FloatBuffer rows, int length, int[] partners) {
    int size = partners.length;
    if (old.length < size * length) {
      old = new float[size * length];
    }
    rows.get(0, old, 0, size * length);
    float[] row = new float[length];
    for (int slot = 0; slot < size; slot++) {
      float share = shares[slot];
      int own = slot * length;
      int other = partners[slot] * length;
      for (int i = 0; i < length; i++) {
        row[i] = share * old[own + i] + (1 - share) * old[other + i];
      }
      rows.put(own, row);
    }
  }
}
