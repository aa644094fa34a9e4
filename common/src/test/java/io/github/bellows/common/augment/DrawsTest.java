package io.github.bellows.common.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.model.Extent;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.random.SeededRandom;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How often changes draw what, over the generators of many samples. */
class DrawsTest {
  private static final int SAMPLES = 20_000;

  /** Returns samples that are 1 at one place of a row, changed. */
  private static List<float[]> changed(SampleAugmentation change, int at, int height, int width) {
    Shape shape = Shape.of(1, height, width);
    AugmentedSample sample =
        new AugmentedSample(
            Samples.data(Samples.schema(shape, new Label.Classes(Samples.names()))), 0, false);
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      Arrays.fill(sample.features(), 0);
      sample.features()[at] = 1;
      change.apply(sample, SeededRandom.of(9, i));
      rows.add(sample.features().clone());
    }
    return rows;
  }

  private static TreeMap<Integer, Integer> places(List<float[]> rows) {
    TreeMap<Integer, Integer> counts = new TreeMap<>();
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        if (row[i] == 1) {
          counts.merge(i, 1, Integer::sum);
        }
      }
    }
    return counts;
  }

  @Test
  void cropsAndShiftsAreUniform() {
    Extent three = new Extent(List.of(0, 3));
    for (SampleAugmentation change :
        List.of(new Crop(three, Fill.ZERO), new Shift(three, Fill.ZERO))) {
      TreeMap<Integer, Integer> counts = places(changed(change, 5, 1, 11));
      assertThat(counts.keySet()).containsExactly(2, 3, 4, 5, 6, 7, 8);
      // 20000 / 7 = 2857, with a deviation of 49.
      assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(2657, 3057));
    }
    TreeMap<Integer, Integer> down =
        places(changed(new Shift(new Extent(List.of(1, 0)), Fill.ZERO), 1, 3, 1));
    assertThat(down.keySet()).containsExactly(0, 1, 2);
  }

  @Test
  void flipsHaveTheirProbability() {
    TreeMap<Integer, Integer> counts =
        places(changed(new Flip(Flip.Axis.HORIZONTAL, 0.3), 0, 1, 4));
    assertThat(counts.keySet()).containsExactly(0, 3);
    assertThat(counts.get(3)).isBetween(5700, 6300);
    assertThat(places(changed(new Flip(Flip.Axis.VERTICAL, 1), 0, 4, 1)).keySet())
        .containsExactly(3);
    assertThat(places(changed(new Flip(Flip.Axis.VERTICAL, 0), 0, 4, 1)).keySet())
        .containsExactly(0);
  }

  @Test
  void brightnessIsUniform() {
    List<float[]> rows = changed(new Brightness(0.2), 0, 1, 1);
    double[] factors = rows.stream().mapToDouble(row -> row[0]).sorted().toArray();
    assertThat(factors[0]).isBetween(0.8, 0.8005);
    assertThat(factors[SAMPLES / 4]).isCloseTo(0.9, within(0.005));
    assertThat(factors[SAMPLES / 2]).isCloseTo(1, within(0.006));
    assertThat(factors[SAMPLES - 1]).isBetween(1.1995, 1.2);
  }

  @Test
  void turnsAreUniform() {
    // A row is turned out of sight but for its middle; the share of an end that is left there
    // tells the angle: the neighbour of the center at distance 1 keeps 1 - (1 - cos) below 60.
    List<float[]> rows = changed(new Rotate(30, Fill.EDGE), 0, 1, 3);
    // With the edges repeated only x counts: value at 0 is the weight of place 0 at 1 - cos(angle).
    double[] cosines = rows.stream().mapToDouble(row -> row[0]).sorted().toArray();
    double[] expected = {Math.cos(Math.toRadians(30)), Math.cos(Math.toRadians(15)), 1};
    assertThat(cosines[0]).isCloseTo(expected[0], within(0.001));
    assertThat(cosines[SAMPLES / 2]).isCloseTo(expected[1], within(0.003));
    assertThat(cosines[SAMPLES - 1]).isCloseTo(expected[2], within(0.001));
  }

  @Test
  void cutoutsAreUniformAndReachAcrossTheBorder() {
    Shape shape = Shape.of(1, 1, 8);
    AugmentedSample sample =
        new AugmentedSample(
            Samples.data(Samples.schema(shape, new Label.Classes(Samples.names()))), 0, false);
    Cutout cutout = new Cutout(new Extent(List.of(1, 4)));
    int[] hidden = new int[8];
    int[] sizes = new int[5];
    for (int i = 0; i < SAMPLES; i++) {
      Arrays.fill(sample.features(), 1);
      cutout.apply(sample, SeededRandom.of(4, i));
      int size = 0;
      for (int x = 0; x < 8; x++) {
        hidden[x] += sample.features()[x] == 0 ? 1 : 0;
        size += sample.features()[x] == 0 ? 1 : 0;
      }
      sizes[size]++;
    }
    // Centers 0, 1 and 7 leave 2, 3 and 3 pixels of the four; all are equally frequent: 2500.
    assertThat(sizes[2]).isBetween(2350, 2650);
    assertThat(sizes[3]).isBetween(4750, 5250);
    assertThat(sizes[4]).isBetween(12_200, 12_800);
    // Place 0 is hidden by centers 0, 1 and 2; place 4 by 3, 4, 5 and 6.
    assertThat(hidden[0]).isBetween(7250, 7750);
    assertThat(hidden[4]).isBetween(9700, 10_300);
  }

  static List<JsonNode> betas() throws IOException {
    List<JsonNode> all = new ArrayList<>();
    AugmentedSampleTest.golden().required("beta").forEach(all::add);
    return all;
  }

  @ParameterizedTest
  @MethodSource("betas")
  void sharesAreBeta(JsonNode golden) {
    Mixup mixup = new Mixup(golden.get("alpha").asDouble());
    int below = 0;
    for (int i = 0; i < SAMPLES; i++) {
      float share = mixup.share(SeededRandom.of(5, i));
      assertThat(share).isBetween(0f, 1f);
      below += share < golden.get("bound").asDouble() ? 1 : 0;
    }
    // Four deviations of a share of one half.
    assertThat((double) below / SAMPLES).isCloseTo(golden.get("share").asDouble(), within(0.0142));
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Flip(Flip.Axis.VERTICAL, 1.1)).hasMessageContaining("[0, 1]");
    assertThatThrownBy(() -> new Rotate(0, Fill.ZERO)).hasMessageContaining("(0, 180]");
    assertThatThrownBy(() -> new Brightness(1.5)).hasMessageContaining("(0, 1]");
    assertThatThrownBy(() -> new Noise(Double.NaN)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> new Mixup(0)).hasMessageContaining("above 0");
  }
}
