package io.github.bellows.common.random;

/**
 * A sequential generator (SplitMix64) with the same bits on every platform and Java version.
 *
 * <p>The state after {@code k} draws is {@code key + k · 0x9e3779b97f4a7c15}; each draw is that
 * state through a 64-bit finalizer. Not for cryptography; one thread at a time.
 *
 * <p>Reference: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014,
 * figure 17, with variant 13 of Stafford's mixers.
 */
public final class SeededRandom {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long state;
  private double spareGaussian = Double.NaN;

  private SeededRandom(long key) {
    this.state = key;
  }

  /**
   * Returns a generator for one place in a run, such as {@code (seed, step, lane)}.
   *
   * <p>The parts are folded in order through the finalizer, so (1, 2) and (2, 1) are unrelated.
   */
  public static SeededRandom of(long... key) {
    return new SeededRandom(key(key));
  }

  /** Returns the 64-bit key that {@link #of} makes of its parts: a seed for foreign generators. */
  public static long key(long... parts) {
    long folded = GOLDEN_GAMMA;
    for (long part : parts) {
      folded = mix(folded + mix(part + GOLDEN_GAMMA));
    }
    return folded;
  }

  /** Returns the finalizer of SplitMix64: a bijection of 64-bit words that spreads every bit. */
  public static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** Returns the next 64 uniform bits. */
  public long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /** Returns a uniform double in [0, 1), a multiple of 2⁻⁵³. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** Returns a uniform double in [low, high). */
  public double uniform(double low, double high) {
    return low + (high - low) * nextDouble();
  }

  /**
   * Returns a uniform integer in [0, bound), without modulo bias.
   *
   * @throws IllegalArgumentException if bound is not positive
   */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound = " + bound + ": must be positive");
    }
    return (int) Math.multiplyHigh(nextLong() >>> 1, ((long) bound) << 1);
  }

  /**
   * Returns a standard normal draw: the polar method, in {@link StrictMath} so that the bits do not
   * depend on the platform.
   *
   * <p>Reference: Marsaglia, Bray, "A Convenient Method for Generating Normal Variables", SIAM
   * Review 6(3), 1964.
   */
  public double nextGaussian() {
    if (!Double.isNaN(spareGaussian)) {
      double spare = spareGaussian;
      spareGaussian = Double.NaN;
      return spare;
    }
    double x;
    double y;
    double square;
    do {
      x = uniform(-1, 1);
      y = uniform(-1, 1);
      square = x * x + y * y;
    } while (square >= 1 || square == 0);
    double factor = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
    spareGaussian = y * factor;
    return x * factor;
  }
}
