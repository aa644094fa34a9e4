package io.github.bellows.common.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.data.FeatureDecoding;
import io.github.bellows.common.data.FeatureScaling;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.model.Extent;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.random.SeededRandom;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Single images, against PyTorch's ({@code scripts/golden/augmentation.py}) and by hand. */
class AugmentedSampleTest {
  private static final double TOLERANCE = 2e-6;

  static JsonNode golden() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(
            AugmentedSampleTest.class.getResourceAsStream("/golden/augmentation.json"))) {
      return new ObjectMapper().readTree(file);
    }
  }

  static List<JsonNode> cases() throws IOException {
    return StreamSupport.stream(golden().required("cases").spliterator(), false).toList();
  }

  /** Returns a sample of an image and its mask, or of an image that is to be learned as it is. */
  private static AugmentedSample sample(Shape shape, boolean separate, FeatureScaling scaling) {
    Label label =
        separate
            ? new Label.Features()
            : new Label.Mask(Samples.names(), shape.size(1) * shape.size(2));
    SampleSchema schema = Samples.schema(shape, label);
    AugmentedData data =
        new AugmentedData(
            schema,
            FeatureDecoding.of(scaling),
            AugmentationPlan.of(List.of(), Samples.network(shape)));
    return new AugmentedSample(data, separate ? 0 : 1, separate);
  }

  private static void fill(AugmentedSample sample, float... features) {
    System.arraycopy(features, 0, sample.features(), 0, features.length);
    if (sample.clean() != null) {
      System.arraycopy(features, 0, sample.clean(), 0, features.length);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void pixelsMoveAsPyTorchMovesThem(JsonNode golden) {
    JsonNode shape = golden.get("shape");
    Shape image = Shape.of(shape.get(0).asInt(), shape.get(1).asInt(), shape.get(2).asInt());
    AugmentedSample sample = sample(image, false, FeatureScaling.NONE);
    for (int i = 0; i < sample.features().length; i++) {
      sample.features()[i] = golden.get("image").get(i).floatValue();
    }
    for (int i = 0; i < sample.masks()[0].length; i++) {
      sample.masks()[0][i] = golden.get("mask").get(i).asLong();
    }
    Fill fill = Fill.valueOf(golden.path("fill").asText("edge").toUpperCase(Locale.ROOT));
    if (golden.has("rotate")) {
      sample.rotate(Math.toRadians(golden.get("rotate").asDouble()), fill);
    } else if (golden.has("flip")) {
      sample.flip(Flip.Axis.valueOf(golden.get("flip").asText().toUpperCase(Locale.ROOT)));
    } else {
      // Masks are moved by shift as the image is; what has no source is for the edge fill alone.
      moved(sample, golden, fill);
    }
    for (int i = 0; i < sample.features().length; i++) {
      assertThat((double) sample.features()[i])
          .as("pixel %d", i)
          .isCloseTo(golden.get("turnedImage").get(i).asDouble(), within(TOLERANCE));
    }
    for (int i = 0; fill == Fill.EDGE && i < sample.masks()[0].length; i++) {
      assertThat(sample.masks()[0][i]).isEqualTo(golden.get("turnedMask").get(i).asLong());
    }
  }

  private static void moved(AugmentedSample sample, JsonNode golden, Fill fill) {
    AugmentedSample same = sample;
    if (fill == Fill.ZERO) {
      JsonNode shape = golden.get("shape");
      Shape image = Shape.of(shape.get(0).asInt(), shape.get(1).asInt(), shape.get(2).asInt());
      same = sample(image, true, FeatureScaling.NONE);
      fill(same, sample.features());
    }
    same.shift(golden.get("down").asInt(), golden.get("right").asInt(), fill);
    if (same.clean() != null) {
      assertThat(same.clean()).isEqualTo(same.features());
    }
    System.arraycopy(same.features(), 0, sample.features(), 0, sample.features().length);
  }

  @Test
  void whatComesFromOutsideIsWhatZeroBecomes() {
    // Two channels: (x - 1) / 2 and (x - 3) / 4, so that 0 becomes -0.5 and -0.75.
    FeatureScaling scaling = new FeatureScaling(new float[] {1, 3}, new float[] {2, 4});
    AugmentedSample sample = sample(Shape.of(2, 1, 3), true, scaling);
    fill(sample, 1, 2, 3, 4, 5, 6);
    sample.shift(0, 1, Fill.ZERO);
    assertThat(sample.features()).containsExactly(-.5f, 1, 2, -.75f, 4, 5);
    sample.shift(0, -2, Fill.EDGE);
    assertThat(sample.features()).containsExactly(2, 2, 2, 5, 5, 5);
    sample.hide(-1, 1, new Extent(List.of(2, 7)));
    assertThat(sample.features()).containsExactly(2, -.5f, -.5f, 5, -.75f, -.75f);
    assertThat(sample.clean()).containsExactly(2, 2, 2, 5, 5, 5);
  }

  @Test
  void brightnessMultipliesWhatWasBeforeScaling() {
    FeatureScaling scaling = new FeatureScaling(new float[] {1, 3}, new float[] {2, 4});
    AugmentedSample sample = sample(Shape.of(2, 1, 1), true, scaling);
    // 5 and 11 of the data.
    fill(sample, 2, 2);
    sample.multiply(1.5f);
    // (7.5 - 1) / 2 and (16.5 - 3) / 4.
    assertThat(sample.features()).containsExactly(3.25f, 3.375f);
    assertThat(sample.clean()).containsExactly(3.25f, 3.375f);
  }

  @Test
  void twoFlipsAreNone() {
    AugmentedSample sample = sample(Shape.of(2, 3, 4), false, FeatureScaling.NONE);
    SeededRandom random = SeededRandom.of(1);
    for (int i = 0; i < sample.features().length; i++) {
      sample.features()[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < 12; i++) {
      sample.masks()[0][i] = i;
    }
    float[] before = sample.features().clone();
    long[] mask = sample.masks()[0].clone();
    for (Flip.Axis axis : Flip.Axis.values()) {
      sample.flip(axis);
      assertThat(sample.features()).isNotEqualTo(before);
      assertThat(sample.masks()[0]).isNotEqualTo(mask);
      sample.flip(axis);
      assertThat(sample.features()).isEqualTo(before);
      assertThat(sample.masks()[0]).isEqualTo(mask);
    }
  }

  @Test
  void noiseLeavesWhatAnAutoencoderLearns() {
    AugmentedSample sample = sample(Shape.of(1, 20, 20), true, FeatureScaling.NONE);
    sample.addNoise(0.5, SeededRandom.of(3));
    assertThat(sample.clean()).containsOnly(0);
    double squares = 0;
    for (float value : sample.features()) {
      squares += value * value;
    }
    // 400 draws: the deviation of their mean square is 0.25 * sqrt(2 / 400) = 0.018.
    assertThat(squares / 400).isCloseTo(0.25, within(0.07));
  }
}
