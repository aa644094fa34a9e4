package io.github.bellows.worker.exchange;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.network.buffer.ManagedBuffer;
import org.apache.spark.network.buffer.NioManagedBuffer;

/** A buffer lent to the transport, and what to do once it is written or will never be. */
final class LentBuffer extends ManagedBuffer {
  private final ByteBuffer bytes;
  private final Runnable returned;
  private final AtomicBoolean done = new AtomicBoolean();

  LentBuffer(ByteBuffer bytes, Runnable returned) {
    this.bytes = bytes;
    this.returned = returned;
  }

  @Override
  public long size() {
    return bytes.remaining();
  }

  @Override
  public ByteBuffer nioByteBuffer() {
    return bytes.duplicate();
  }

  @Override
  public InputStream createInputStream() throws IOException {
    return new NioManagedBuffer(bytes.duplicate()).createInputStream();
  }

  @Override
  public Object convertToNetty() {
    return Unpooled.wrappedBuffer(bytes.duplicate());
  }

  @Override
  public ManagedBuffer retain() {
    return this;
  }

  /** Gives the buffer back; the transport does so once, after the last byte. */
  @Override
  public ManagedBuffer release() {
    if (done.compareAndSet(false, true)) {
      returned.run();
    }
    return this;
  }
}
