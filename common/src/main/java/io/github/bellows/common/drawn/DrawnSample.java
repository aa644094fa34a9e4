package io.github.bellows.common.drawn;

/**
 * One drawn sample. The arrays are the caller's.
 *
 * @param features its features, unsigned bytes in row-major order
 * @param classes index of its class; of masked formats one index for each element of a channel
 * @param length number of valid steps; the first size of its shape unless it is a sequence
 */
@SuppressWarnings("ArrayRecordComponent")
public record DrawnSample(byte[] features, byte[] classes, int length) {}
