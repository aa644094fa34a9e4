package io.github.bellows.worker.exchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One message: what it is, and numbers. Sender, kind, sequence, vector and from are carried as they
 * are; their meaning is agreed between those who send and receive.
 *
 * @param sender who sends, such as the number of a group
 * @param kind what it is
 * @param sequence what it belongs to, such as a step
 * @param vector which flat vector the numbers belong to
 * @param from the first element they are for
 * @param body little-endian, from its position to its limit; at most {@link #LONGEST_BODY} bytes,
 *     may be empty
 */
public record Frame(int sender, int kind, long sequence, int vector, int from, ByteBuffer body) {
  /** The most bytes of one body, 64 MiB; a frame that says it is longer is refused. */
  public static final int LONGEST_BODY = 64 << 20;

  /** Views the body as little-endian; does not copy it. */
  public Frame {
    body = body.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public String toString() {
    return "frame of sender %d, kind %d, sequence %d (%d bytes)"
        .formatted(sender, kind, sequence, body.remaining());
  }
}
