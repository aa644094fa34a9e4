package io.github.bellows.common.config;

import org.jspecify.annotations.Nullable;

/**
 * Where validation samples come from: a source of their own, or a part of the training data.
 *
 * @param source the source; null if they are split off
 * @param split share of the training data, in (0, 1); 0 if there is a source
 */
public record ValidationConfig(@Nullable SourceConfig source, double split) {}
