package io.github.bellows.common.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** Digests are of what numpy 2 makes of the same bits, with zeros where it gives no number. */
class HalfFloatTest {
  private static final int COUNT = 1 << 20;

  @Test
  void readsEveryHalfAsNumpyDoes() throws NoSuchAlgorithmException {
    ByteBuffer floats = ByteBuffer.allocate(4 << 16).order(ByteOrder.LITTLE_ENDIAN);
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = HalfFloat.toFloat((short) bits);
      floats.putInt(Float.isNaN(value) ? 0 : Float.floatToRawIntBits(value));
    }
    assertThat(sha256(floats))
        .isEqualTo("faa6d965574036872b0d39a42d1f8bee361d5be92b1e718155a69556a5abacdd");
  }

  @Test
  void roundsAsNumpyDoes() throws NoSuchAlgorithmException {
    assertThat(sha256(halves(i -> (int) (i * 2_654_435_761L + 12_345))))
        .isEqualTo("1d01f5ce61cf147049472d1d69f7e2d2d10cac3bfd23ad80e3efc19faf199941");
    // Near the range of halves, subnormal ones and the border to infinity included.
    assertThat(
            sha256(
                halves(i -> (int) (i * 40_503L & 0x7fffff) | (100 + i % 45) << 23 | (i & 1) << 31)))
        .isEqualTo("0f45930d2d04ca013987b0e1d2ed29f985a21fc233c9acd5e8992b65b6fbbc07");
  }

  private static ByteBuffer halves(IntUnaryOperator bitsOf) {
    ByteBuffer halves = ByteBuffer.allocate(2 * COUNT).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < COUNT; i++) {
      float value = Float.intBitsToFloat(bitsOf.applyAsInt(i));
      halves.putShort(Float.isNaN(value) ? 0 : HalfFloat.of(value));
    }
    return halves;
  }

  private static String sha256(ByteBuffer bytes) throws NoSuchAlgorithmException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.array());
    return HexFormat.of().formatHex(digest);
  }

  @Test
  void whatIsNoNumberStaysSo() {
    assertThat(HalfFloat.toFloat(HalfFloat.of(Float.NaN))).isNaN();
    assertThat(HalfFloat.toFloat(HalfFloat.of(-70_000))).isEqualTo(Float.NEGATIVE_INFINITY);
  }
}
