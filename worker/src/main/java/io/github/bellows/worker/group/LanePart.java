package io.github.bellows.worker.group;

import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.step.LaneSamples;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * What contiguous lanes of a round come to, as it leaves the JVM that computed it.
 *
 * @param lanes which lanes
 * @param computeNanos time to compute it
 * @param figures losses, weights and norms of each lane in each step
 * @param vectors little-endian fp32: one for each maximal complete subtree of the lanes; then as
 *     many for each slot that is averaged; then the slots that each lane keeps, lane by lane
 * @param samples what the lanes have read; empty unless that is noted
 */
@SuppressWarnings("ArrayRecordComponent")
public record LanePart(
    LaneRange lanes,
    long computeNanos,
    byte[] figures,
    List<byte[]> vectors,
    List<LaneSamples> samples) {
  static byte[] bytes(FlatMemory values) {
    byte[] bytes = new byte[Math.multiplyExact(values.length(), Float.BYTES)];
    values.get(0, littleEndian(bytes));
    return bytes;
  }

  static byte[] bytes(float[] values) {
    byte[] bytes = new byte[Math.multiplyExact(values.length, Float.BYTES)];
    littleEndian(bytes).asFloatBuffer().put(values);
    return bytes;
  }

  static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
