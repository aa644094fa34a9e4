package io.github.bellows.common.data;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.random.SeededRandom;
import io.github.bellows.common.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files of one set: where they are, and each of them opened in the way that the cache has room
 * for.
 *
 * <p>A block on the local disk is read there. One that is remote or compressed is first copied to
 * the local disk, unpacked. What lies on the local disk is mapped into memory as long as that is
 * within the limit, and read record by record beyond. A remote block for which there is no room is
 * read record by record from where it is.
 */
final class BlockFiles {
  private final Storage storage;
  private final Path set;
  private final BlockManifest manifest;
  private final BlockCache cache;
  private final String folder;

  BlockFiles(Storage storage, Path set, BlockManifest manifest, BlockCache cache) {
    this.storage = storage;
    this.set = set;
    this.manifest = manifest;
    this.cache = cache;
    // The address is part of the name: two file systems may hold sets of one fingerprint.
    long address = SeededRandom.key(set.toUri().toString().chars().asLongStream().toArray());
    this.folder =
        manifest.fingerprint().substring(0, Math.min(16, manifest.fingerprint().length()))
            + "-"
            + Long.toHexString(address);
  }

  /** Checks that every block is there with its full length. */
  static void checkLengths(Storage storage, Path set, BlockManifest manifest) {
    Map<String, Path> present =
        storage.list(set).stream().collect(Collectors.toMap(Path::getName, path -> path));
    for (BlockInfo block : manifest.blocks()) {
      Path file = new Path(set, block.name());
      if (!present.containsKey(block.name())) {
        throw BlockFormat.damaged(file, "this block of prepared data is missing");
      }
      FileStatus status = storage.status(file);
      if (status.getLen() != block.fileBytes()) {
        throw BlockFormat.wrongLength(file, block.fileBytes(), status.getLen());
      }
    }
  }

  /** Returns the length of a block that is not compressed. */
  private long plainBytes(BlockInfo block) {
    return BlockFormat.fileBytes(manifest.schema().recordBytes(), block.records());
  }

  /**
   * Opens a block, after a look at every byte of it unless it stays on another machine.
   *
   * @param passing whether few blocks are read at the same time, so that others may make room
   * @param onRemoval called if the block's copy makes room for another
   */
  BlockRecords open(BlockInfo block, boolean passing, Runnable onRemoval) {
    Path file = new Path(set, block.name());
    String scheme = file.toUri().getScheme();
    boolean local = scheme == null || scheme.equals("file");
    try {
      if (local && manifest.compression() == null) {
        return local(file, java.nio.file.Path.of(file.toUri().getPath()), block);
      }
      LocalCopies.Wanted wanted =
          new LocalCopies.Wanted(
              folder + "/" + block.name(),
              plainBytes(block),
              copy -> write(file, block, copy),
              onRemoval);
      BlockRecords copied = copied(file, block, wanted, passing);
      return copied == null ? remote(file, block) : copied;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Returns the error for a block that cannot be read, or that nobody waits for any more. */
  static TrainingException unreadable(Path file, IOException e) {
    if (e instanceof ClosedByInterruptException || e instanceof InterruptedIOException) {
      return new TrainingException(
          ErrorCode.NO_CAPACITY, Storage.display(file) + ": reading was cancelled", e);
    }
    return BlockFormat.damaged(file, "this block of prepared data cannot be read (" + e + ")");
  }

  /** Takes note that nobody reads the copies of this set any more. */
  void release() {
    cache.copies().release(folder);
  }

  /** Returns the file of a block. */
  Path file(BlockInfo block) {
    return new Path(set, block.name());
  }

  private @Nullable BlockRecords copied(
      Path file, BlockInfo block, LocalCopies.Wanted wanted, boolean passing) throws IOException {
    java.nio.file.Path copy = cache.copies().get(wanted, passing);
    if (copy == null) {
      return null;
    }
    try {
      return local(file, copy, block);
    } catch (IOException | TrainingException e) {
      // The copy is of no use; the original may be.
      cache.copies().remove(wanted);
      copy = cache.copies().get(wanted, passing);
      return copy == null ? null : local(file, copy, block);
    }
  }

  private BlockRecords remote(Path file, BlockInfo block) {
    if (manifest.compression() != null) {
      throw BlockFormat.noRoom(file, plainBytes(block));
    }
    cache.readsRemote(Storage.display(file));
    return new BlockRecords.Remote(storage.open(file));
  }

  private void write(Path file, BlockInfo block, java.nio.file.Path copy) throws IOException {
    String compression = manifest.compression();
    try (InputStream in = storage.open(file)) {
      if (compression == null) {
        Files.copy(in, copy, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        return;
      }
      in.skipNBytes(BlockFormat.HEADER_BYTES);
      int recordBytes = manifest.schema().recordBytes();
      try (var out = Files.newOutputStream(copy);
          InputStream unpacked = cache.codec(compression).unpacking(in)) {
        out.write(BlockFormat.header(recordBytes, block.records(), block.crc32c()));
        unpacked.transferTo(out);
      }
    }
  }

  private BlockRecords local(Path file, java.nio.file.Path local, BlockInfo block)
      throws IOException {
    long bytes = plainBytes(block);
    FileChannel channel = FileChannel.open(local, StandardOpenOption.READ);
    boolean kept = false;
    try {
      BlockFormat.check(file, channel, manifest.schema().recordBytes(), block);
      if (!cache.takeMemory(bytes)) {
        kept = true;
        return new BlockRecords.Local(channel);
      }
      ByteBuffer records =
          channel
              .map(FileChannel.MapMode.READ_ONLY, 0, bytes)
              .slice(BlockFormat.HEADER_BYTES, (int) bytes - BlockFormat.HEADER_BYTES)
              .order(ByteOrder.LITTLE_ENDIAN);
      return new BlockRecords.Mapped(
          records, records.asFloatBuffer(), () -> cache.giveBackMemory(bytes));
    } finally {
      if (!kept) {
        channel.close();
      }
    }
  }
}
