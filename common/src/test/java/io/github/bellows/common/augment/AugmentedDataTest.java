package io.github.bellows.common.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.data.CategoryColumn;
import io.github.bellows.common.data.FeatureDecoding;
import io.github.bellows.common.data.FeatureScaling;
import io.github.bellows.common.data.FeatureType;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.LabelField;
import io.github.bellows.common.data.NumberColumn;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Extent;
import io.github.bellows.common.model.Shape;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Which changes make sense for which samples. */
class AugmentedDataTest {
  private static final Extent TWO = Extent.of(2, 2);
  private static final Label CLASSES = new Label.Classes(Samples.names());

  private static void assertRefused(AugmentedData data, Augmentation change, String message) {
    List<Augmentation> changes = List.of(new Noise(1), change);
    assertThatThrownBy(() -> data.check(changes))
        .asInstanceOf(InstanceOfAssertFactories.type(TrainingException.class))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .extracting(Throwable::getMessage)
        .isEqualTo(message);
  }

  @Test
  void imageChangesNeedImages() {
    AugmentedData row = Samples.data(Samples.schema(Shape.of(9), CLASSES));
    assertRefused(
        row,
        new Flip(Flip.Axis.VERTICAL, 0.5),
        "data.augment.1.flip: needs images [channels, height, width], but samples are 9. Remove"
            + " it, or say the images' shape in model.input.");
    AugmentedData volume = Samples.data(Samples.schema(Shape.of(1, 3, 3, 3), CLASSES));
    assertThat(volume.image()).isNull();
    volume.check(List.of(new Noise(1), new Mixup(1)));
    AugmentedData reshaped =
        new AugmentedData(
            Samples.schema(Shape.of(9), CLASSES),
            FeatureDecoding.NONE,
            Samples.network(Shape.of(1, 3, 3)));
    reshaped.check(List.of(new Flip(Flip.Axis.VERTICAL, 0.5), new Cutout(TWO)));
    AugmentedData flattened =
        new AugmentedData(
            Samples.schema(Shape.of(1, 3, 3), CLASSES),
            FeatureDecoding.NONE,
            Samples.network(Shape.of(9)));
    assertThat(flattened.image()).isEqualTo(Shape.of(1, 3, 3));
  }

  @Test
  void imagesStayInSight() {
    AugmentedData small = Samples.data(Samples.schema(Shape.of(1, 2, 5), CLASSES));
    assertRefused(
        small,
        new Shift(TWO, Fill.ZERO),
        "data.augment.1.shift: 2 pixels can move all of an image 1×2×5 out of sight. Give less"
            + " than its height and width.");
    small.check(List.of(new Crop(new Extent(List.of(1, 4)), Fill.ZERO)));
  }

  @Test
  void masksHaveNoClassOutside() {
    AugmentedData mask =
        Samples.data(Samples.schema(Shape.of(1, 4, 4), new Label.Mask(Samples.names(), 16)));
    assertRefused(
        mask,
        new Rotate(10, Fill.ZERO),
        "data.augment.1.rotate: fill: zero makes pixels that have no class in the mask l0. Write"
            + " fill: edge, which masks follow.");
    mask.check(List.of(new Rotate(10, Fill.EDGE), new Cutout(TWO), new Brightness(0.5)));
    AugmentedData smaller =
        Samples.data(Samples.schema(Shape.of(1, 4, 4), new Label.Mask(Samples.names(), 4)));
    assertRefused(
        smaller,
        new Flip(Flip.Axis.VERTICAL, 0.5),
        "data.augment.1.flip: must move the mask l0 too, which has another number of pixels. Remove"
            + " it, or give masks of the images' height and width.");
    assertThat(smaller.masks()).isEmpty();
  }

  @Test
  void indicesOfCategoriesStay() {
    List<String> jobs = List.of("a", "b");
    FeatureDecoding decoding =
        FeatureDecoding.of(
            List.of(
                new NumberColumn("age", false, null),
                CategoryColumn.oneHot("job", jobs),
                new CategoryColumn("town", jobs, jobs, CategoryColumn.Encoding.INDEX, -1)),
            FeatureScaling.NONE);
    SampleSchema schema =
        new SampleSchema(
            Shape.of(5),
            3,
            FeatureType.FLOAT32,
            List.of(new LabelField("l0", CLASSES)),
            false,
            false);
    AugmentedData data = new AugmentedData(schema, decoding, Samples.network(Shape.of(5)));
    assertThat(data.numbers()).containsExactly(true, false, false, false, false);
    assertRefused(
        data,
        new Mixup(0.2),
        "data.augment.1.mixup: cannot mix indices of categories or words. Remove it.");
  }
}
