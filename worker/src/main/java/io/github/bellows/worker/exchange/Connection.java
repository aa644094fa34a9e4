package io.github.bellows.worker.exchange;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What an end knows of one connection. The buffer belongs to the connection's network thread; the
 * transport reads one frame after the other there.
 */
final class Connection {
  private static final int FIRST_BYTES = 1 << 20;

  private final boolean outgoing;
  private final Runnable ended;
  private volatile @Nullable Address peer;
  private volatile String trouble = "";
  private ByteBuffer buffer = ByteBuffer.allocateDirect(0);

  private Connection(boolean outgoing, Runnable ended) {
    this.outgoing = outgoing;
    this.ended = ended;
  }

  /** Returns a connection that a peer opened, which has not said yet who it is. */
  static Connection incoming() {
    return new Connection(false, () -> {});
  }

  /** Returns a connection that this end opened, and what to do when it is lost. */
  static Connection outgoing(Runnable ended) {
    return new Connection(true, ended);
  }

  boolean isOutgoing() {
    return outgoing;
  }

  /** Returns where the peer listens, or null before the greeting. */
  @Nullable Address peer() {
    return peer;
  }

  void greeted(Address from) {
    peer = from;
  }

  /** Remembers the first thing that went wrong, which is the reason if the connection ends. */
  void trouble(String what) {
    if (trouble.isEmpty()) {
      trouble = what;
    }
  }

  String reason() {
    return trouble.isEmpty() ? "the peer closed the connection, or its process ended" : trouble;
  }

  void end() {
    ended.run();
  }

  /**
   * Returns the buffer with room for {@code needed} bytes and its content kept. It grows with what
   * arrives, not with what a header says will.
   */
  ByteBuffer room(int needed, int expected) {
    if (buffer.capacity() < needed) {
      int doubled = (int) Math.min(expected, Math.max(FIRST_BYTES, 2L * buffer.capacity()));
      ByteBuffer larger = ByteBuffer.allocateDirect(Math.max(needed, doubled));
      larger.put(buffer.flip());
      buffer = larger;
    }
    return buffer;
  }

  /** Returns the empty buffer, for the next frame. */
  ByteBuffer cleared() {
    return buffer.clear();
  }
}
