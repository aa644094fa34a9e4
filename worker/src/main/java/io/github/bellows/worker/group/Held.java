package io.github.bellows.worker.group;

/**
 * Which elements of a flat vector some arrays hold: place i of an array is element {@code origin +
 * i}.
 *
 * @param length elements of the whole vector, the statistics included
 * @param learned how many of them are parameters
 * @param origin the first that is held
 * @param end the one behind the last
 */
public record Held(int length, int learned, int origin, int end) {
  /** Returns that all elements are held. */
  public static Held all(int length, int learned) {
    return new Held(length, learned, 0, length);
  }

  /** Returns that the elements of some blocks are held. */
  public static Held blocks(int length, int learned, BlockRange blocks) {
    return new Held(length, learned, blocks.first(), blocks.end(length));
  }

  /** Returns how many elements are held. */
  public int size() {
    return end - origin;
  }

  /** Returns how many parameters are held. */
  public int parameters() {
    return Math.max(0, Math.min(learned, end) - origin);
  }
}
