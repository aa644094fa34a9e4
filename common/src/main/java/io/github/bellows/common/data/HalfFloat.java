package io.github.bellows.common.data;

/** Half precision, IEEE 754 binary16: 11 significant bits, finite to 65504. */
public final class HalfFloat {
  /** The greatest finite number. */
  public static final float MAX = 65504;

  /** Whole numbers up to this one are exact. */
  public static final int EXACT = 2048;

  private static final int SIGN = 0x8000;
  private static final int EXPONENT = 0x7c00;
  private static final int SHIFT = 13;

  /** 2^112, the ratio of the two formats' smallest normal numbers. */
  private static final float RATIO = 0x1p112f;

  private HalfFloat() {}

  /** Returns the number of a half's bits. */
  public static float toFloat(short bits) {
    int sign = (bits & SIGN) << 16;
    int magnitude = bits & 0x7fff;
    if (magnitude >= EXPONENT) {
      return Float.intBitsToFloat(sign | 0x7f800000 | (magnitude & 0x3ff) << SHIFT);
    }
    // As a float the bits are too small by the ratio, subnormal ones as well.
    float small = Float.intBitsToFloat(magnitude << SHIFT);
    return Float.intBitsToFloat(sign | Float.floatToRawIntBits(small * RATIO));
  }

  /** Returns the bits of the half nearest to a number, of two the even one. */
  public static short of(float number) {
    int bits = Float.floatToRawIntBits(number);
    int sign = bits >>> 16 & SIGN;
    int magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) {
      return (short) (sign | 0x7e00); // not a number
    }
    float absolute = Float.intBitsToFloat(magnitude);
    if (absolute >= 65520) {
      return (short) (sign | EXPONENT);
    }
    if (absolute < 0x1p-14f) {
      // Subnormal: adding 2^-1 * 2^10 * 2^-14 leaves the digits that there are, rounded to even.
      float shifted = absolute + 0.5f;
      return (short) (sign | (Float.floatToRawIntBits(shifted) - Float.floatToRawIntBits(0.5f)));
    }
    int odd = magnitude >>> SHIFT & 1;
    int rounded = magnitude + 0xfff + odd;
    return (short) (sign | (rounded >>> SHIFT) - (112 << 10));
  }
}
