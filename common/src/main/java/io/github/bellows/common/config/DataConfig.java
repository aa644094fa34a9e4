package io.github.bellows.common.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data of a run: what {@code data:} in a configuration says.
 *
 * @param train training samples
 * @param validation validation samples; null for none
 * @param labels what to predict, at least one
 * @param features the columns to learn from
 * @param weight column with the weight of each sample; null if all weigh the same
 * @param length column with the number of valid steps of each sample; null if all are valid
 * @param scale how features are scaled
 * @param steps most steps of a sample, as the model's input has them; null for the first size of
 *     the data's own shape
 * @param prepared directory that holds prepared blocks and is shared between runs; null for {@code
 *     prepared} beneath {@code output}
 * @param blocks how prepared data is stored and read
 */
public record DataConfig(
    SourceConfig train,
    @Nullable ValidationConfig validation,
    List<LabelConfig> labels,
    FeaturesConfig features,
    @Nullable String weight,
    @Nullable String length,
    ScaleConfig scale,
    @Nullable Integer steps,
    @Nullable String prepared,
    BlocksConfig blocks) {
  /** Checks that there is a label. */
  public DataConfig {
    labels = List.copyOf(labels);
    if (labels.isEmpty()) {
      throw new IllegalArgumentException("labels = []: must have at least one label");
    }
  }

  /** Returns data of one label, without weights and lengths, scaled and laid out as it is. */
  public static DataConfig of(SourceConfig train, LabelConfig label) {
    return new DataConfig(
        train,
        null,
        List.of(label),
        new FeaturesConfig(null, List.of()),
        null,
        null,
        new ScaleConfig(0, 1, false),
        null,
        null,
        BlocksConfig.STANDARD);
  }

  /** Returns the first label. */
  public LabelConfig label() {
    return labels.get(0);
  }

  /** Returns the same data for a model that takes so many steps, or any if null. */
  public DataConfig withSteps(@Nullable Integer most) {
    return new DataConfig(
        train, validation, labels, features, weight, length, scale, most, prepared, blocks);
  }

  /** Returns the same data with another scaling. */
  public DataConfig withScale(ScaleConfig other) {
    return new DataConfig(
        train, validation, labels, features, weight, length, other, steps, prepared, blocks);
  }
}
