package io.github.bellows.worker.step;

import java.io.Serializable;

/**
 * Which samples a lane has read for a step.
 *
 * @param step updates already applied
 * @param lane the lane
 * @param samples their indices in the prepared set, in the order they were read
 */
public record LaneSamples(long step, int lane, long[] samples) implements Serializable {}
