package io.github.bellows.common.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.FeatureScaling;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.model.Extent;
import io.github.bellows.common.model.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole batches: what a sample becomes depends on (seed, epoch, sample) alone. */
@SuppressWarnings("NullAway.Init")
class AugmenterTest {
  private static final Shape SHAPE = Shape.of(2, 6, 5);
  private static final int ELEMENTS = 60;
  private static final Extent TWO = Extent.of(2, 2);
  private static final SampleSchema SCHEMA =
      Samples.schema(
          SHAPE, new Label.Classes(Samples.names()), new Label.Mask(Samples.names(), 30));
  private static final List<Augmentation> ALONE =
      List.of(
          new Crop(TWO, Fill.EDGE),
          new Flip(Flip.Axis.HORIZONTAL, 0.5),
          new Shift(TWO, Fill.EDGE),
          new Rotate(20, Fill.EDGE),
          new Brightness(0.2),
          new Noise(0.1),
          new Cutout(TWO));

  @TempDir Path directory;
  private BlockSet set;

  @BeforeEach
  void write() {
    set = Samples.write(directory, SCHEMA, 40, FeatureScaling.NONE);
  }

  @AfterEach
  void close() {
    set.close();
  }

  private static Augmenter augmenter(BlockSet set, List<Augmentation> changes, long seed) {
    return new Augmenter(Samples.data(set.schema(), changes.toArray(Augmentation[]::new)), seed);
  }

  private SampleBatch changed(List<Augmentation> changes, long seed, long epoch, long... samples) {
    SampleBatch batch = Samples.read(set, samples);
    augmenter(set, changes, seed).apply(batch, epoch);
    return batch;
  }

  private static float[] row(SampleBatch batch, int slot) {
    return Arrays.copyOfRange(Samples.features(batch), slot * ELEMENTS, (slot + 1) * ELEMENTS);
  }

  private static long[] mask(SampleBatch batch, int slot) {
    return Arrays.copyOfRange(Samples.classes(batch, 1), slot * 30, (slot + 1) * 30);
  }

  @Test
  void withoutChangesNothingChanges() {
    long[] samples = {3, 1, 2};
    SampleBatch before = Samples.read(set, samples);
    SampleBatch after = changed(List.of(), 1, 2, samples);
    assertThat(Samples.features(after)).isEqualTo(Samples.features(before));
    assertThat(Samples.classes(after, 1)).isEqualTo(Samples.classes(before, 1));
    assertThat(after.mixed()).isFalse();
  }

  @Test
  void neitherTheBatchNorThePlaceNorWhatCameBeforeMatters() {
    long[] all = LongStream.range(0, 40).toArray();
    SampleBatch together = changed(ALONE, 42, 3, all);
    Augmenter used = augmenter(set, ALONE, 42);
    for (int sample = 39; sample >= 0; sample--) {
      SampleBatch alone = Samples.read(set, sample);
      used.apply(alone, 3);
      assertThat(row(alone, 0)).isEqualTo(row(together, sample));
      assertThat(mask(alone, 0)).isEqualTo(mask(together, sample));
    }
  }

  @Test
  void seedEpochAndSampleMatter() {
    float[] first = row(changed(ALONE, 42, 0, 7), 0);
    assertThat(row(changed(ALONE, 42, 0, 7), 0)).isEqualTo(first);
    assertThat(row(changed(ALONE, 43, 0, 7), 0)).isNotEqualTo(first);
    assertThat(row(changed(ALONE, 42, 1, 7), 0)).isNotEqualTo(first);
    List<Augmentation> noise = List.of(new Noise(1));
    float[] seventh = row(changed(noise, 42, 0, 7), 0);
    float[] eighth = row(changed(noise, 42, 0, 8), 0);
    float[] before = Samples.features(Samples.read(set, 7, 8));
    assertThat(seventh[0] - before[0]).isNotEqualTo(eighth[0] - before[ELEMENTS]);
  }

  @Test
  void theSameChangeTwiceDrawsTwice() {
    Noise noise = new Noise(1);
    float[] plain = row(Samples.read(set, 5), 0);
    float[] once = row(changed(List.of(noise), 42, 0, 5), 0);
    float[] twice = row(changed(List.of(noise, noise), 42, 0, 5), 0);
    assertThat((double) twice[0] - once[0]).isNotCloseTo((double) once[0] - plain[0], within(1e-3));
  }

  @Test
  void masksFollowTheirImages() {
    // Samples of which the image says the same as the mask.
    SampleBatch batch = Samples.read(set, 0, 1, 2, 3, 4, 5);
    for (int slot = 0; slot < 6; slot++) {
      for (int pixel = 0; pixel < 30; pixel++) {
        for (int channel = 0; channel < 2; channel++) {
          batch
              .features()
              .put(slot * ELEMENTS + channel * 30 + pixel, batch.classes(1).get(slot * 30 + pixel));
        }
      }
    }
    long[] before = Samples.classes(batch, 1);
    List<Augmentation> moves =
        List.of(
            new Crop(TWO, Fill.EDGE), new Flip(Flip.Axis.VERTICAL, 0.5), new Shift(TWO, Fill.EDGE));
    augmenter(set, moves, 1).apply(batch, 0);
    assertThat(Samples.classes(batch, 1)).isNotEqualTo(before);
    for (int slot = 0; slot < 6; slot++) {
      for (int pixel = 0; pixel < 30; pixel++) {
        assertThat(batch.features().get(slot * ELEMENTS + 30 + pixel))
            .isEqualTo((float) mask(batch, slot)[pixel]);
      }
    }
  }

  @Test
  void anAutoencoderLearnsImagesWithoutNoiseAndHoles() {
    SampleSchema schema = Samples.schema(SHAPE, new Label.Features());
    try (BlockSet images =
        Samples.write(directory.resolve("own"), schema, 9, FeatureScaling.NONE)) {
      List<Augmentation> changes =
          List.of(new Noise(0.5), new Flip(Flip.Axis.HORIZONTAL, 1), new Cutout(TWO));
      Augmenter augmenter = augmenter(images, changes, 1);
      SampleBatch plain = Samples.read(images, 4, 5);
      augmenter(images, List.of(new Flip(Flip.Axis.HORIZONTAL, 1)), 1).apply(plain, 0);
      assertThat(plain.targets()).isSameAs(plain.features());
      SampleBatch noisy = Samples.read(images, 7, 8);
      augmenter.apply(noisy, 0);
      images.read(new long[] {4, 5}, 2, noisy);
      augmenter.apply(noisy, 0);
      assertThat(Samples.targets(noisy, 0)).isEqualTo(Samples.features(plain));
      assertThat(Samples.features(noisy)).isNotEqualTo(Samples.features(plain));
    }
  }

  @Test
  void mixturesAreMeansOfTwoSamplesOfTheBatch() {
    SampleSchema schema =
        Samples.schema(SHAPE, new Label.Values(3), new Label.Classes(Samples.names()));
    try (BlockSet numbers =
        Samples.write(directory.resolve("own"), schema, 9, FeatureScaling.NONE)) {
      long[] samples = {8, 2, 5, 0};
      SampleBatch before = Samples.read(numbers, samples);
      SampleBatch batch = Samples.read(numbers, samples);
      Augmenter augmenter = augmenter(numbers, List.of(new Mixup(1)), 3);
      augmenter.apply(batch, 0);
      assertThat(batch.mixed()).isTrue();
      boolean[] taken = new boolean[4];
      for (int slot = 0; slot < 4; slot++) {
        int partner = (int) batch.partners().get(slot);
        assertThat(partner).isNotEqualTo(slot);
        assertThat(taken[partner]).isFalse();
        taken[partner] = true;
        double share = batch.shares().get(slot);
        assertMixed(Samples.features(before), Samples.features(batch), slot, partner, share);
        assertMixed(Samples.targets(before, 0), Samples.targets(batch, 0), slot, partner, share);
      }
      assertThat(Samples.classes(batch, 1)).isEqualTo(Samples.classes(before, 1));
      SampleBatch turned = Samples.read(numbers, 0, 5, 2, 8);
      augmenter.apply(turned, 0);
      assertThat(row(turned, 0)).isEqualTo(row(batch, 3));
      assertThat(row(turned, 3)).isEqualTo(row(batch, 0));
      numbers.read(new long[] {1}, 1, batch);
      assertThat(batch.mixed()).isFalse();
      augmenter.apply(batch, 0);
      assertThat(batch.partners().get(0)).isZero();
      assertThat(row(batch, 0)[5])
          .isCloseTo(Samples.features(Samples.read(numbers, 1))[5], within(1e-6f));
    }
  }

  private static void assertMixed(
      float[] before, float[] after, int slot, int partner, double share) {
    int length = before.length / 4;
    for (int i = 0; i < length; i++) {
      double expected =
          share * before[slot * length + i] + (1 - share) * before[partner * length + i];
      assertThat((double) after[slot * length + i]).isCloseTo(expected, within(1e-6));
    }
  }
}
