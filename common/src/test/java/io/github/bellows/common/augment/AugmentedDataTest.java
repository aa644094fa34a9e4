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
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.model.Embedding;
import io.github.bellows.common.model.Extent;
import io.github.bellows.common.model.Initialization;
import io.github.bellows.common.model.ModelInput;
import io.github.bellows.common.model.ModelOutput;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.NamedLayer;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Prelu;
import io.github.bellows.common.model.Shape;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Which changes make sense for which samples. */
class AugmentedDataTest {
  private static final Extent TWO = Extent.of(2, 2);
  private static final Label CLASSES = new Label.Classes(Samples.names());

  private static void assertRefused(AugmentedData data, Augmentation change, String message) {
    AugmentedData changed = with(data, new Noise(1), change);
    assertThatThrownBy(changed::check)
        .asInstanceOf(InstanceOfAssertFactories.type(TrainingException.class))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .extracting(Throwable::getMessage)
        .isEqualTo(message);
  }

  private static AugmentedData with(AugmentedData data, Augmentation... changes) {
    AugmentationPlan plan = data.plan();
    return new AugmentedData(
        data.schema(),
        data.decoding(),
        new AugmentationPlan(List.of(changes), plan.image(), plan.indices()));
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
    with(volume, new Noise(1), new Mixup(1)).check();
    AugmentedData reshaped =
        new AugmentedData(
            Samples.schema(Shape.of(9), CLASSES),
            FeatureDecoding.NONE,
            AugmentationPlan.of(List.of(), Samples.network(Shape.of(1, 3, 3))));
    with(reshaped, new Flip(Flip.Axis.VERTICAL, 0.5), new Cutout(TWO)).check();
    AugmentedData flattened =
        new AugmentedData(
            Samples.schema(Shape.of(1, 3, 3), CLASSES),
            FeatureDecoding.NONE,
            AugmentationPlan.of(List.of(), Samples.network(Shape.of(9))));
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
    with(small, new Crop(new Extent(List.of(1, 4)), Fill.ZERO)).check();
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
    with(mask, new Rotate(10, Fill.EDGE), new Cutout(TWO), new Brightness(0.5)).check();
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
  void whatAnEmbeddingReadsStays() {
    NamedLayer words =
        new NamedLayer("e", List.of("words"), new Embedding(9, 2, Initialization.DEFAULT));
    NamedLayer facts = new NamedLayer("p", List.of("facts"), new Prelu(0.25, false));
    ModelSpec spec =
        new ModelSpec(
            List.of(
                new ModelInput("facts", Shape.of(2), false),
                new ModelInput("words", Shape.of(3), false)),
            List.of(words, facts),
            List.of(
                new ModelOutput("e", CrossEntropy.PLAIN, 1, null),
                new ModelOutput("p", CrossEntropy.PLAIN, 1, null)));
    AugmentationPlan plan = AugmentationPlan.of(List.of(), Network.of(spec));
    AugmentedData data =
        new AugmentedData(Samples.schema(Shape.of(5), CLASSES), FeatureDecoding.NONE, plan);
    assertThat(data.numbers()).containsExactly(true, true, false, false, false);
    with(data, new Noise(1)).check();
    assertRefused(
        data,
        new Mixup(0.2),
        "data.augment.1.mixup: cannot mix indices of categories or words. Remove it.");
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
    AugmentedData data =
        new AugmentedData(
            schema, decoding, AugmentationPlan.of(List.of(), Samples.network(Shape.of(5))));
    assertThat(data.numbers()).containsExactly(true, false, false, false, false);
    assertRefused(
        data,
        new Mixup(0.2),
        "data.augment.1.mixup: cannot mix indices of categories or words. Remove it.");
  }
}
