package io.github.bellows.common.config;

/**
 * When a run is saved so that it can be resumed: what {@code checkpoint:} in a configuration says.
 *
 * @param everySteps steps between two checkpoints, at least 1
 * @param keep checkpoints kept, the newest ones, at least 1
 */
public record CheckpointConfig(int everySteps, int keep) {}
