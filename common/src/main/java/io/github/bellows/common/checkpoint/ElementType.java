package io.github.bellows.common.checkpoint;

import java.nio.ByteBuffer;

/** The element types of the safetensors format, by their names in the file's header. */
public enum ElementType {
  /** IEEE 754 double precision. */
  F64(8),
  /** IEEE 754 single precision; what Bellows writes. */
  F32(4),
  /** IEEE 754 half precision. */
  F16(2),
  /** The upper half of a single precision number. */
  BF16(2),
  /** Integers, truth values and eight-bit floats: known, so that a file may hold them. */
  I64(8),
  U64(8),
  I32(4),
  U32(4),
  I16(2),
  U16(2),
  I8(1),
  U8(1),
  BOOL(1),
  F8_E4M3(1),
  F8_E5M2(1),
  C64(8);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Returns whether {@link #read} can make floats of it: F64, F32, F16 and BF16. */
  public boolean readable() {
    return switch (this) {
      case F64, F32, F16, BF16 -> true;
      default -> false;
    };
  }

  /**
   * Moves all remaining elements of a little-endian buffer into {@code target} from {@code offset}
   * on. F16 and BF16 convert exactly; F64 rounds to the nearest float.
   *
   * @return the number of elements moved
   * @throws IllegalStateException if the type is not {@link #readable}
   */
  int read(ByteBuffer source, float[] target, int offset) {
    int count = source.remaining() / bytes;
    switch (this) {
      case F32 -> source.asFloatBuffer().get(target, offset, count);
      case F64 -> {
        for (int i = 0; i < count; i++) {
          target[offset + i] = (float) source.getDouble(source.position() + i * 8);
        }
      }
      case F16 -> {
        for (int i = 0; i < count; i++) {
          target[offset + i] = half(source.getShort(source.position() + i * 2));
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          target[offset + i] =
              Float.intBitsToFloat(source.getShort(source.position() + i * 2) << 16);
        }
      }
      default -> throw new IllegalStateException(this + " is not read as floats");
    }
    source.position(source.limit());
    return count;
  }

  /** Returns a half precision number of 1 sign, 5 exponent and 10 fraction bits as a float. */
  private static float half(short bits) {
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude;
    if (exponent == 0) {
      magnitude = fraction * 0x1p-24f;
    } else if (exponent == 31) {
      magnitude = Float.intBitsToFloat(0x7f800000 | (fraction << 13));
    } else {
      magnitude = Float.intBitsToFloat(((exponent + 112) << 23) | (fraction << 13));
    }
    return bits < 0 ? -magnitude : magnitude;
  }
}
