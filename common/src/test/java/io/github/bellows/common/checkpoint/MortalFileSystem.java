package io.github.bellows.common.checkpoint;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/**
 * The local file system under the scheme {@code mortal}, on which a writer dies, or the space ends,
 * after a given number of units. A change of the directory tree takes one unit; a write takes two,
 * so that it can also end half-way.
 */
public final class MortalFileSystem extends RawLocalFileSystem {
  private static final URI ROOT = URI.create("mortal:///");

  private long left = Long.MAX_VALUE;
  private boolean deletionsFail;

  /** Returns the one instance that a configuration made here knows. */
  static MortalFileSystem of(Configuration hadoop) {
    try {
      return (MortalFileSystem) FileSystem.get(ROOT, hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Configuration configuration() {
    Configuration hadoop = new Configuration();
    hadoop.setClass("fs.mortal.impl", MortalFileSystem.class, FileSystem.class);
    return hadoop;
  }

  /** From now on, a writer that is killed after so many units: nothing works then. */
  void diesAfter(long units) {
    left = units;
    deletionsFail = true;
  }

  /** From now on, a disk that is full after so many units: only deleting works then. */
  void fullAfter(long units) {
    left = units;
    deletionsFail = false;
  }

  /** From now on, all is well again. */
  void recovers() {
    left = Long.MAX_VALUE;
  }

  private synchronized long spend(long units) {
    long granted = Math.min(left, units);
    left -= granted;
    return granted;
  }

  private void change() throws IOException {
    if (spend(1) < 1) {
      throw new IOException("No space left on device");
    }
  }

  @Override
  public URI getUri() {
    return ROOT;
  }

  @Override
  public boolean mkdirs(Path path) throws IOException {
    change();
    return super.mkdirs(path);
  }

  @Override
  public boolean rename(Path source, Path target) throws IOException {
    change();
    return super.rename(source, target);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    if (deletionsFail) {
      change();
    }
    return super.delete(path, recursive);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    change();
    OutputStream out = super.create(path, overwrite, bufferSize, replication, blockSize, progress);
    return new FSDataOutputStream(new MortalStream(out), null);
  }

  /** Writes what is granted and then fails, as a disk does. */
  private final class MortalStream extends OutputStream {
    private final OutputStream out;

    MortalStream(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int from, int length) throws IOException {
      int granted = (int) spend(2);
      out.write(buffer, from, granted == 2 ? length : length / 2 * granted);
      if (granted < 2) {
        throw new IOException("No space left on device");
      }
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
