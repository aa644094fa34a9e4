import java.io.IOException;
import java.net.URI;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
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
    FSDataInputStream file = super.open(path, bufferSize);
    return new FSDataInputStream(
        new FSInputStream() {
          @Override
          public int read(long position, byte[] buffer, int offset, int length) throws IOException {
            delay();
            file.readFully(position, buffer, offset, length);
            return length;
          }

          @Override
          public void seek(long position) throws IOException {
            file.seek(position);
          }

          @Override
          public long getPos() throws IOException {
            return file.getPos();
          }

          @Override
          public boolean seekToNewSource(long position) {
            return false;
          }

          @Override
          public int read() throws IOException {
            return file.read();
          }

          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            return file.read(buffer, offset, length);
          }

          @Override
          public void close() throws IOException {
            file.close();
          }
        });
  }
}
