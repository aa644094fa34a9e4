package io.github.bellows.common.config;

import org.jspecify.annotations.Nullable;

/**
 * The data of a run: what {@code data:} in a configuration says.
 *
 * @param train training samples
 * @param validation validation samples; null for none
 * @param label the column to predict
 * @param features the columns to learn from
 * @param scale how features are scaled
 * @param prepared directory that holds prepared blocks and is shared between runs; null for {@code
 *     prepared} beneath {@code output}
 */
public record DataConfig(
    SourceConfig train,
    @Nullable ValidationConfig validation,
    LabelConfig label,
    FeaturesConfig features,
    ScaleConfig scale,
    @Nullable String prepared) {}
