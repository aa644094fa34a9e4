package io.github.bellows.common.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;

/** The fingerprint by which two runs are compared bit for bit: {@code parametersSha256}. */
public final class ParameterDigest {
  private static final int CHUNK = 1 << 16;

  private ParameterDigest() {}

  /**
   * Returns the sha256, as 64 lower-case hexadecimal digits, of the arrays one after another as
   * little-endian fp32. Every bit counts: 0 and −0 differ. Takes one 256 KiB buffer whatever the
   * size.
   */
  public static String sha256(float[]... arrays) {
    MessageDigest digest = Hashing.sha256();
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float[] array : arrays) {
      for (int from = 0; from < array.length; from += CHUNK) {
        int count = Math.min(CHUNK, array.length - from);
        buffer.clear().asFloatBuffer().put(array, from, count);
        digest.update(buffer.array(), 0, count * Float.BYTES);
      }
    }
    return Hashing.hex(digest);
  }
}
