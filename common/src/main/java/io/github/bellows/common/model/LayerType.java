package io.github.bellows.common.model;

import java.util.function.Function;

/**
 * A kind of layer that a configuration can name.
 *
 * @param kind its key in YAML
 * @param read makes the spec of its options, asking for every option it has; throws {@link
 *     IllegalArgumentException} ({@code key = value: rule}) where options do not go together
 */
public record LayerType(String kind, Function<LayerOptions, ? extends LayerSpec> read) {}
