package io.github.bellows.common.checkpoint;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;

/** Writes a directory's files, digesting on the way, and its manifest last. */
final class DirectoryWriter {
  private final Storage storage;
  private final Path directory;
  private final String kind;
  private final SortedMap<String, Manifest.FileEntry> files = new TreeMap<>();

  DirectoryWriter(Storage storage, Path directory, String kind) {
    this.storage = storage;
    this.directory = directory;
    this.kind = kind;
  }

  /** Writes a file's bytes to a stream it leaves open. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes one file and has the file system store it for good.
   *
   * @throws TrainingException ({@link ErrorCode#CANNOT_WRITE}) on a full disk and the like
   */
  void write(String name, Content content) {
    Path path = new Path(directory, name);
    Storage.writing(
        path,
        () -> {
          try (FSDataOutputStream out = storage.create(path)) {
            files.put(name, entry(content, out));
            out.hsync();
          }
        });
  }

  /** Writes the manifest, which makes the directory complete. */
  void finish() {
    byte[] json = new Manifest(Manifest.FORMAT, kind, files).toJson();
    Path path = new Path(directory, Manifest.FILE_NAME);
    storage.replace(path, json);
  }

  /** Returns length and digest of what a content writes, and writes it. */
  static Manifest.FileEntry entry(Content content, OutputStream out) throws IOException {
    MessageDigest digest = Hashing.sha256();
    Counter counted = new Counter(out);
    content.writeTo(new DigestOutputStream(counted, digest));
    return new Manifest.FileEntry(counted.bytes, Hashing.hex(digest));
  }

  /** Counts the bytes it passes on. */
  private static final class Counter extends OutputStream {
    private final OutputStream out;
    private long bytes;

    Counter(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
      bytes++;
    }

    @Override
    public void write(byte[] buffer, int from, int length) throws IOException {
      out.write(buffer, from, length);
      bytes += length;
    }
  }
}
