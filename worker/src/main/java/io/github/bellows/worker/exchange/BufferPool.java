package io.github.bellows.worker.exchange;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** Direct buffers that are used again, since allocating one costs more than filling it. */
final class BufferPool {
  private static final int GRAIN = 64 << 10;

  private final int most;
  private final Deque<ByteBuffer> idle = new ArrayDeque<>();
  private boolean closed;

  /** Creates a pool that keeps at most {@code most} idle buffers. */
  BufferPool(int most) {
    this.most = most;
  }

  /** Returns an empty buffer whose limit is {@code sizeBytes}. */
  ByteBuffer take(int sizeBytes) {
    ByteBuffer buffer;
    synchronized (this) {
      buffer = idle.pollFirst();
    }
    if (buffer == null || buffer.capacity() < sizeBytes) {
      // The one that is too small goes: buffers soon have the size of the largest frame.
      buffer = ByteBuffer.allocateDirect((sizeBytes + GRAIN - 1) / GRAIN * GRAIN);
    }
    return buffer.clear().limit(sizeBytes);
  }

  /** Takes a buffer back. */
  synchronized void give(ByteBuffer buffer) {
    if (!closed && idle.size() < most) {
      idle.addFirst(buffer);
    }
  }

  /** Lets go of all buffers, also of those that come back later. */
  synchronized void close() {
    closed = true;
    idle.clear();
  }
}
