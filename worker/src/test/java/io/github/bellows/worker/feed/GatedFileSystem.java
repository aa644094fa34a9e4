package io.github.bellows.worker.feed;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** A file system that answers a positioned read only as long as it is allowed to. */
public final class GatedFileSystem extends RawLocalFileSystem {
  /** Positioned reads so far. */
  static final AtomicLong READ = new AtomicLong();

  private static long allowed;
  private static boolean failing;

  /** Shuts the gate behind so many reads from now on. */
  static synchronized void allow(long reads) {
    READ.set(0);
    allowed = reads;
    GatedFileSystem.class.notifyAll();
  }

  /** Makes reads fail, or no longer. */
  static synchronized void fail(boolean fails) {
    failing = fails;
  }

  private static synchronized void pass() throws IOException {
    if (failing) {
      throw new IOException("the disk is on fire");
    }
    try {
      while (READ.get() >= allowed) {
        GatedFileSystem.class.wait();
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    READ.incrementAndGet();
  }

  @Override
  public URI getUri() {
    return URI.create("gated://host");
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    return new FSDataInputStream(super.open(path, bufferSize).getWrappedStream()) {
      @Override
      public void readFully(long position, byte[] buffer) throws IOException {
        pass();
        super.readFully(position, buffer);
      }
    };
  }
}
