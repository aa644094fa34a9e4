import java.io.IOException;
import java.net.URI;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The local disk under the scheme {@code slow}, where every so many positioned reads of a thread take a while:
 * {@code slow.reads} and {@code slow.micros}. The others are as fast as they are.
 */
public final class SlowFileSystem extends RawLocalFileSystem {
  private static final ThreadLocal<long[]> READS = ThreadLocal.withInitial(() -> new long[1]);

  private long reads;
  private long nanos;

  @Override
  public URI getUri() {
    return URI.create("slow://here");
  }

  @Override
  public void initialize(URI uri, Configuration settings) throws IOException {
    super.initialize(uri, settings);
    reads = settings.getLong("slow.reads", 1);
    nanos = settings.getLong("slow.micros", 0) * 1000;
  }

  private void delay() {
    if (++READS.get()[0] % reads == 0) {
      long end = System.nanoTime() + nanos;
      for (long left = nanos; left > 0; left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    return new FSDataInputStream(super.open(path, bufferSize).getWrappedStream()) {
      @Override
      public void readFully(long position, byte[] buffer) throws IOException {
        delay();
        super.readFully(position, buffer);
      }
    };
  }
}
