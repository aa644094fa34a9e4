package io.github.bellows.worker.group;

import java.nio.ByteBuffer;

/**
 * Something that a group tells another in a round.
 *
 * @param kind what it is
 * @param round the round's first step
 * @param vector which vector its numbers belong to
 * @param from the first element they are for
 * @param body little-endian, from its position to its limit
 */
public record Message(Kind kind, long round, int vector, int from, ByteBuffer body) {
  /** What a message is. */
  public enum Kind {
    /** Losses, weights and norms of the sender's lanes. */
    FIGURES("losses"),
    /** What the sender's lanes add up to, in the receiver's blocks. */
    SUMS("gradients"),
    /** Squares of the mean gradient in the sender's blocks. */
    NORMS("gradient norms"),
    /** Squares that a layer-wise optimizer needs, in the sender's blocks. */
    TRUST("norms of layers"),
    /** New parameters in the sender's blocks. */
    UPDATED("new parameters");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** Returns what people call it. */
    String words() {
      return words;
    }
  }
}
