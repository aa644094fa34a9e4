package io.github.bellows.common.config;

/**
 * A configuration and where its values came from.
 *
 * @param config the values, checked
 * @param resolvedYaml every key with its value, and its origin as a comment at the end of the line;
 *     reading it again gives an equal {@code config}
 */
public record LoadedConfig(RunConfig config, String resolvedYaml) {}
