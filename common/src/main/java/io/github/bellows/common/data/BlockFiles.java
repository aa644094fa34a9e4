package io.github.bellows.common.data;

import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.random.SeededRandom;
import io.github.bellows.common.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** The files of one set: where they are, and each of them as mapped, verified memory. */
final class BlockFiles {
  private final Storage storage;
  private final Path set;
  private final BlockManifest manifest;
  private final java.nio.file.Path cache;

  BlockFiles(Storage storage, Path set, BlockManifest manifest, java.nio.file.Path cache) {
    this.storage = storage;
    this.set = set;
    this.manifest = manifest;
    // The address is part of the name: two file systems may hold sets of one fingerprint.
    long address = SeededRandom.key(set.toUri().toString().chars().asLongStream().toArray());
    this.cache =
        cache.resolve(
            manifest.fingerprint().substring(0, Math.min(16, manifest.fingerprint().length()))
                + "-"
                + Long.toHexString(address));
  }

  /** Checks that every block is there with its full length. */
  void checkLengths() {
    Map<String, Path> present =
        storage.list(set).stream().collect(Collectors.toMap(Path::getName, path -> path));
    for (BlockInfo block : manifest.blocks()) {
      Path file = new Path(set, block.name());
      if (!present.containsKey(block.name())) {
        throw BlockFormat.damaged(file, "this block of prepared data is missing");
      }
      FileStatus status = storage.status(file);
      if (status.getLen() != length(block)) {
        throw BlockFormat.wrongLength(file, length(block), status.getLen());
      }
    }
  }

  private long length(BlockInfo block) {
    return BlockFormat.fileBytes(manifest.schema().recordBytes(), block.records());
  }

  /** Returns the verified records of a block, little-endian, position 0 at the first one. */
  ByteBuffer map(BlockInfo block) {
    Path file = new Path(set, block.name());
    String scheme = file.toUri().getScheme();
    if (scheme == null || scheme.equals("file")) {
      return verified(file, java.nio.file.Path.of(file.toUri().getPath()), block);
    }
    java.nio.file.Path copy = cache.resolve(block.name());
    try {
      if (Files.exists(copy) && Files.size(copy) == length(block)) {
        return verified(file, copy, block);
      }
    } catch (IOException | TrainingException e) {
      // The copy is of no use; the original may be.
    }
    fetch(file, copy);
    return verified(file, copy, block);
  }

  private void fetch(Path file, java.nio.file.Path copy) {
    Storage.writing(
        new Path(copy.toUri()),
        () -> {
          Files.createDirectories(cache);
          java.nio.file.Path part =
              Files.createTempFile(cache, copy.getFileName().toString(), ".part");
          try (InputStream in = storage.open(file)) {
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE);
          } finally {
            Files.deleteIfExists(part);
          }
        });
  }

  private ByteBuffer verified(Path file, java.nio.file.Path local, BlockInfo block) {
    ByteBuffer mapped;
    try (FileChannel channel = FileChannel.open(local, StandardOpenOption.READ)) {
      mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    } catch (IOException e) {
      throw BlockFormat.damaged(file, "this block of prepared data cannot be read (" + e + ")");
    }
    BlockFormat.check(file, mapped, manifest.schema().recordBytes(), block);
    int payload = mapped.capacity() - BlockFormat.HEADER_BYTES;
    return mapped.slice(BlockFormat.HEADER_BYTES, payload).order(ByteOrder.LITTLE_ENDIAN);
  }
}
