package io.github.bellows.worker.group;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Buffers in which numbers leave, of one size and outside the heap: what is lent to the network is
 * not copied on the way, and the next round finds the buffers of this one. Thread-safe.
 */
final class Outbox {
  private final Links links;
  private final int floats;
  private final Queue<ByteBuffer> idle = new ConcurrentLinkedQueue<>();

  /**
   * Creates an outbox without buffers.
   *
   * @param floats elements of a buffer
   */
  Outbox(Links links, int floats) {
    this.links = links;
    this.floats = floats;
  }

  /** Returns an empty buffer for some elements, little-endian. */
  ByteBuffer take(int elements) {
    ByteBuffer known = idle.poll();
    ByteBuffer buffer =
        known == null
            ? ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN)
            : known;
    return buffer.clear().limit(elements * Float.BYTES);
  }

  /** Sends a message, whose body was taken here, to some groups, and takes the body back. */
  void send(List<Integer> groups, Message message) {
    AtomicInteger left = new AtomicInteger(groups.size() + 1);
    Runnable returned =
        () -> {
          if (left.decrementAndGet() == 0) {
            idle.add(message.body());
          }
        };
    for (int group : groups) {
      links.lend(group, message, returned);
    }
    returned.run();
  }
}
