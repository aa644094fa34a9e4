package io.github.bellows.common.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FeatureMomentsTest {
  private static final float[][] SAMPLES = {{1, 5, 2.5f}, {2, 5, -1}, {4, 5, .25f}, {8, 5, 100}};

  // numpy 64-bit: x.mean(0) = [3.75, 5, 25.4375], x.std(0) = [2.68095132, 0, 43.06694462]
  private static final float[] MEAN = {3.75f, 5, 25.4375f};
  private static final float[] DEVIATION = {2.6809514f, 0, 43.066944f};

  private static void assertFigures(FeatureMoments moments) {
    for (int i = 0; i < MEAN.length; i++) {
      assertThat((float) moments.mean(i)).isEqualTo(MEAN[i]);
      assertThat((float) moments.deviation(i)).isEqualTo(DEVIATION[i]);
      assertThat(moments.count(i)).isEqualTo(4);
    }
  }

  @Test
  void agreesWithNumpyAndKeepsConstantFeatures() {
    FeatureMoments moments = new FeatureMoments(3);
    for (float[] sample : SAMPLES) {
      moments.add(sample);
    }
    assertFigures(moments);
  }

  @Test
  void mergesParts() {
    FeatureMoments first = new FeatureMoments(3);
    first.add(SAMPLES[0]);
    FeatureMoments second = new FeatureMoments(3);
    for (int i = 1; i < 4; i++) {
      second.add(SAMPLES[i]);
    }
    FeatureMoments merged = new FeatureMoments(3);
    merged.merge(new FeatureMoments(3));
    merged.merge(first);
    merged.merge(second);
    merged.merge(new FeatureMoments(3));
    assertFigures(merged);
  }

  @Test
  void doesNotLoseSmallDeviationsFromALargeMean() {
    FeatureMoments moments = new FeatureMoments(1);
    for (int i = 0; i < 5; i++) {
      moments.add(new float[] {1_000_000 + i});
    }
    // Of 0, 1, 2, 3, 4: the square root of 2.
    assertThat((float) moments.deviation(0)).isEqualTo((float) Math.sqrt(2));
  }
}
