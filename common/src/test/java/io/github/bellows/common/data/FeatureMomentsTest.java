package io.github.bellows.common.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FeatureMomentsTest {
  private static final float[][] SAMPLES = {{1, 5, 2.5f}, {2, 5, -1}, {4, 5, .25f}, {8, 5, 100}};

  // numpy 64-bit: x.mean(0) = [3.75, 5, 25.4375], x.std(0) = [2.68095132, 0, 43.06694462]
  private static final float[] MEAN = {3.75f, 5, 25.4375f};
  private static final float[] DEVIATION = {2.6809514f, 1, 43.066944f};

  @Test
  void agreesWithNumpyAndKeepsConstantFeatures() {
    FeatureMoments moments = new FeatureMoments(3);
    for (float[] sample : SAMPLES) {
      moments.add(sample);
    }
    FeatureScaling scaling = moments.standardizing();
    assertThat(scaling.subtract()).containsExactly(MEAN);
    assertThat(scaling.divide()).containsExactly(DEVIATION);
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
    assertThat(merged.standardizing().subtract()).containsExactly(MEAN);
    assertThat(merged.standardizing().divide()).containsExactly(DEVIATION);
  }

  @Test
  void doesNotLoseSmallDeviationsFromALargeMean() {
    FeatureMoments moments = new FeatureMoments(1);
    for (int i = 0; i < 5; i++) {
      moments.add(new float[] {1_000_000 + i});
    }
    // Of 0, 1, 2, 3, 4: the square root of 2.
    assertThat(moments.standardizing().divide()).containsExactly((float) Math.sqrt(2));
  }
}
