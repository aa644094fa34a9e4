package io.github.bellows.common.augment;

import io.github.bellows.common.data.FeatureDecoding;
import io.github.bellows.common.data.FeatureScaling;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.LabelField;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Extent;
import io.github.bellows.common.model.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What changes of samples have to know about the samples. Immutable.
 *
 * @param schema layout of the samples
 * @param decoding how their values become features
 * @param plan what is to become of them
 */
public record AugmentedData(SampleSchema schema, FeatureDecoding decoding, AugmentationPlan plan) {
  /**
   * Checks that these samples can be changed so.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if one of the changes makes no
   *     sense
   */
  public void check() {
    for (int i = 0; i < plan.changes().size(); i++) {
      Augmentation augmentation = plan.changes().get(i);
      String what = "data.augment." + i + "." + augmentation.kind();
      if (augmentation instanceof ImageAugmentation change) {
        checkImage(what, change);
      } else if (augmentation instanceof Noise) {
        checkNoise(what);
      } else {
        checkMixup(what);
      }
    }
  }

  private void checkImage(String what, ImageAugmentation change) {
    Shape image = image();
    if (image == null) {
      String rule = "needs images [channels, height, width], but samples are " + schema.shape();
      throw error(what, rule, "Remove it, or say the images' shape in model.input");
    }
    Extent reach = change.reach();
    if (reach != null && (reach.size(0) >= image.size(1) || reach.size(1) >= image.size(2))) {
      String rule = reach + " pixels can move all of an image " + image + " out of sight";
      throw error(what, rule, "Give less than its height and width");
    }
    for (LabelField field : schema.labels()) {
      if (change.movesPixels() && field.label() instanceof Label.Mask mask) {
        checkMask(what, change, field.name(), mask.length() == image.size(1) * image.size(2));
      }
    }
  }

  private static void checkMask(String what, ImageAugmentation change, String name, boolean fits) {
    if (!fits) {
      String rule = "must move the mask " + name + " too, which has another number of pixels";
      throw error(what, rule, "Remove it, or give masks of the images' height and width");
    }
    if (change.fill() == Fill.ZERO) {
      String rule = "fill: zero makes pixels that have no class in the mask " + name;
      throw error(what, rule, "Write fill: edge, which masks follow");
    }
  }

  private void checkNoise(String what) {
    boolean any = false;
    for (boolean number : numbers()) {
      any |= number;
    }
    if (!any) {
      throw error(what, "needs a feature that is a number, but all are indices", "Remove it");
    }
  }

  private void checkMixup(String what) {
    for (boolean number : mixable()) {
      if (!number) {
        throw error(what, "cannot mix indices of categories or words", "Remove it");
      }
    }
    if (schema.lengths()) {
      throw error(what, "cannot mix sequences of different lengths", "Remove it");
    }
  }

  private static TrainingException error(String what, String rule, String fix) {
    return TrainingException.of(ErrorCode.CONFIGURATION, what, rule, fix);
  }

  /**
   * Returns [channels, height, width] of the samples, as the network's only input or the data have
   * it; null if they are no images.
   */
  @Nullable Shape image() {
    return plan.image(schema.shape());
  }

  /** Returns what 0 becomes when it is scaled, by feature. */
  float[] zeros() {
    FeatureScaling scaling = decoding.scaling().forFeatures(schema.elements());
    float[] zeros = new float[schema.elements()];
    for (int i = 0; i < zeros.length; i++) {
      int at = scaling.isUniform() ? 0 : i;
      zeros[i] = (0 - scaling.subtract()[at]) / scaling.divide()[at];
    }
    return zeros;
  }

  /** Returns which features are numbers, not indices or indicators of categories. */
  boolean[] numbers() {
    return withoutEmbedded(decoding.numbers(schema.elements()));
  }

  /** Returns which features can be mixed: numbers and indicators, not indices. */
  private boolean[] mixable() {
    return withoutEmbedded(decoding.notIndices(schema.elements()));
  }

  /** Takes out the features that a layer reads as indices. */
  private boolean[] withoutEmbedded(boolean[] features) {
    for (AugmentationPlan.Range range : plan.indices()) {
      Arrays.fill(features, range.from(), range.to(), false);
    }
    return features;
  }

  /** Returns the places of labels that are masks of the image's pixels. */
  int[] masks() {
    Shape image = image();
    int pixels = image == null ? 0 : image.size(1) * image.size(2);
    return IntStream.range(0, schema.labels().size())
        .filter(i -> schema.label(i) instanceof Label.Mask mask && mask.length() == pixels)
        .toArray();
  }

  /** Returns whether an autoencoder learns the features. */
  boolean learnsFeatures() {
    return schema.labels().stream().anyMatch(f -> f.label() instanceof Label.Features);
  }
}
