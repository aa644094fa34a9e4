package io.github.bellows.common.data;

import io.github.bellows.common.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Writes records into the blocks of one set directory. Holds one block in memory, since its header
 * carries its checksum. One thread at a time; several writers with prefixes of their own may fill
 * one directory at once.
 *
 * <p>Each block appears whole under its name, so a repeated or parallel attempt to write the same
 * records does no harm.
 */
public final class BlockWriter {
  /** Blocks are closed at this size, unless one record is larger. */
  public static final int DEFAULT_BLOCK_BYTES = 32 << 20;

  private final Storage storage;
  private final Path set;
  private final String prefix;
  private final int recordBytes;
  private final int recordsPerBlock;
  private final @Nullable BlockCodec codec;
  private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
  private final List<BlockInfo> blocks = new ArrayList<>();
  private int records;

  /**
   * Creates a writer of blocks {@code <prefix>-00.bin}, {@code <prefix>-01.bin}, ….
   *
   * @param blockBytes payload size at which a block is closed; holds at least one record
   */
  public BlockWriter(Storage storage, Path set, String prefix, int recordBytes, int blockBytes) {
    this(storage, set, prefix, new Form(recordBytes, blockBytes, null));
  }

  /**
   * What blocks are like.
   *
   * @param recordBytes size of a record
   * @param blockBytes size of its records at which a block is closed; holds at least one record
   * @param codec compresses its records; null to leave them as they are
   */
  public record Form(int recordBytes, int blockBytes, @Nullable BlockCodec codec) {}

  /** Creates a writer of blocks of some form, named as by the other constructor. */
  public BlockWriter(Storage storage, Path set, String prefix, Form form) {
    this.storage = storage;
    this.set = set;
    this.prefix = prefix;
    this.recordBytes = form.recordBytes;
    this.recordsPerBlock = Math.max(1, form.blockBytes / form.recordBytes);
    this.codec = form.codec;
  }

  /**
   * Adds a record.
   *
   * @throws IllegalArgumentException if it has another size than the others
   * @throws io.github.bellows.common.error.TrainingException if a full block cannot be written
   */
  public void add(byte[] record) {
    if (record.length != recordBytes) {
      throw new IllegalArgumentException(
          "record has " + record.length + " bytes, not " + recordBytes);
    }
    payload.write(record, 0, record.length);
    records++;
    if (records == recordsPerBlock) {
      flush();
    }
  }

  /** Writes what is left and returns all blocks in order; none if no record was added. */
  public List<BlockInfo> finish() {
    if (records > 0) {
      flush();
    }
    return List.copyOf(blocks);
  }

  private void flush() {
    byte[] bytes = payload.toByteArray();
    int crc32c = BlockFormat.checksum(ByteBuffer.wrap(bytes));
    byte[] stored = codec == null ? bytes : packed(bytes, codec);
    String name = String.format(Locale.ROOT, "%s-%02d.bin", prefix, blocks.size());
    Path file = new Path(set, name);
    Path temporary = new Path(set, "." + name + "." + UUID.randomUUID());
    int count = records;
    Storage.writing(
        file,
        () -> {
          try (FSDataOutputStream out = storage.create(temporary)) {
            out.write(BlockFormat.header(recordBytes, count, crc32c));
            out.write(stored);
            out.hsync();
          }
        });
    storage.rename(temporary, file);
    blocks.add(
        new BlockInfo(name, records, crc32c, BlockFormat.HEADER_BYTES + (long) stored.length));
    payload.reset();
    records = 0;
  }

  private static byte[] packed(byte[] bytes, BlockCodec codec) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream compressing = codec.compressing(packed)) {
      compressing.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
