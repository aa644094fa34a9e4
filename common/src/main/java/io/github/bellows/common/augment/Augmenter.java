package io.github.bellows.common.augment;

import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.random.SeededRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes the samples of batches in place, each one by generators of its own, seeded by (seed,
 * epoch, sample, place of the change in the list). One thread at a time.
 */
public final class Augmenter {
  private static final long DOMAIN = "augment".hashCode();

  private final List<Augmentation> augmentations;
  private final long seed;
  private final @Nullable AugmentedSample scratch;
  private final int[] masks;
  private final boolean separate;
  private final Mixing mixing;

  /**
   * Creates what changes samples.
   *
   * @param data the samples, and what is to become of them
   * @param seed the run's
   * @throws io.github.bellows.common.error.TrainingException if the data cannot be changed so
   */
  public Augmenter(AugmentedData data, long seed) {
    data.check();
    augmentations = data.plan().changes();
    this.seed = seed;
    separate =
        data.learnsFeatures()
            && augmentations.stream().anyMatch(a -> a instanceof Noise || a instanceof Cutout);
    masks = data.masks();
    boolean alone = augmentations.stream().anyMatch(SampleAugmentation.class::isInstance);
    scratch = alone ? new AugmentedSample(data, masks.length, separate) : null;
    mixing = new Mixing();
  }

  /** Changes all samples of a batch, as they are learned in an epoch. */
  public void apply(SampleBatch batch, long epoch) {
    if (separate) {
      batch.separateTargets();
    }
    if (scratch != null) {
      for (int slot = 0; slot < batch.size(); slot++) {
        load(batch, slot, scratch);
        change(scratch, epoch, batch.origin(slot));
        store(batch, slot, scratch);
      }
    }
    for (int i = 0; i < augmentations.size(); i++) {
      if (augmentations.get(i) instanceof Mixup mixup) {
        int place = i;
        mixing.apply(batch, mixup, sample -> random(epoch, sample, place));
      }
    }
  }

  private void change(AugmentedSample sample, long epoch, long origin) {
    for (int i = 0; i < augmentations.size(); i++) {
      if (augmentations.get(i) instanceof SampleAugmentation one) {
        one.apply(sample, random(epoch, origin, i));
      }
    }
  }

  private SeededRandom random(long epoch, long sample, int place) {
    return SeededRandom.of(seed, DOMAIN, epoch, sample, place);
  }

  private void load(SampleBatch batch, int slot, AugmentedSample target) {
    int elements = target.features().length;
    batch.features().get(slot * elements, target.features());
    if (target.clean() != null) {
      System.arraycopy(target.features(), 0, target.clean(), 0, elements);
    }
    for (int i = 0; i < masks.length; i++) {
      long[] mask = target.masks()[i];
      batch.classes(masks[i]).get(slot * mask.length, mask);
    }
  }

  private void store(SampleBatch batch, int slot, AugmentedSample from) {
    int elements = from.features().length;
    batch.features().put(slot * elements, from.features());
    float[] clean = from.clean();
    for (int label = 0; clean != null && label < batch.schema().labels().size(); label++) {
      if (batch.schema().label(label) instanceof Label.Features) {
        batch.targets(label).put(slot * elements, clean);
      }
    }
    for (int i = 0; i < masks.length; i++) {
      long[] mask = from.masks()[i];
      batch.classes(masks[i]).put(slot * mask.length, mask);
    }
  }
}
