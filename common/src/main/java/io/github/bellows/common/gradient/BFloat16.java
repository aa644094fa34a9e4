package io.github.bellows.common.gradient;

/**
 * Numbers of bfloat16: the sign, the exponent and the upper seven bits of the fraction of an fp32
 * number, so its range with a relative error of at most 2⁻⁸.
 *
 * <p>Rounded to the nearest, in a tie to the one whose last bit is 0. What lies beyond the largest
 * finite one (about 3.39·10³⁸) by half a step or more becomes infinite; subnormal numbers stay;
 * every NaN becomes the one whose bits are 0x7FC0.
 */
public final class BFloat16 {
  /** Bytes of a number. */
  public static final int BYTES = 2;

  private static final int DROPPED = 16;
  private static final int HALF = 0x7FFF;
  private static final int NAN = 0x7FC0;

  private BFloat16() {}

  /** Returns the bits of the number nearest to an fp32 number. */
  public static short bits(float value) {
    if (Float.isNaN(value)) {
      return NAN;
    }
    int bits = Float.floatToRawIntBits(value);
    // Half a step less one, and one more if the last bit is 1: a carry is what rounds up.
    return (short) ((bits + HALF + ((bits >>> DROPPED) & 1)) >>> DROPPED);
  }

  /** Returns the number of some bits, which fp32 holds exactly. */
  public static float value(short bits) {
    return Float.intBitsToFloat(bits << DROPPED);
  }

  /** Returns the number nearest to an fp32 number. */
  public static float round(float value) {
    return value(bits(value));
  }

  /** Rounds the elements [0, count) in place. */
  public static void round(float[] values, int count) {
    for (int i = 0; i < count; i++) {
      values[i] = round(values[i]);
    }
  }
}
