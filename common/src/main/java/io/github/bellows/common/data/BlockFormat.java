package io.github.bellows.common.data;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;
import org.apache.hadoop.fs.Path;

/**
 * The block file: a header of 32 bytes, then the records without gaps, which may be compressed as
 * the manifest says. All numbers little-endian.
 *
 * <pre>
 *  0 int64  magic "BELLOWSB"
 *  8 int32  version
 * 12 int32  bytes per record
 * 16 int64  records
 * 24 int32  CRC-32C of the records, not compressed
 * 28 int32  0
 * </pre>
 */
public final class BlockFormat {
  /** The version that this code reads and writes. */
  public static final int VERSION = 1;

  /** Size of the header in bytes. */
  static final int HEADER_BYTES = 32;

  private static final int CHUNK_BYTES = 1 << 16;
  private static final long MAGIC = 0x4253574f4c4c4542L;

  private BlockFormat() {}

  /** Returns the size of a block file in bytes. */
  public static long fileBytes(int recordBytes, int records) {
    return HEADER_BYTES + (long) recordBytes * records;
  }

  /** Returns the header of a block. */
  static byte[] header(int recordBytes, int records, int crc32c) {
    return ByteBuffer.allocate(HEADER_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(MAGIC)
        .putInt(VERSION)
        .putInt(recordBytes)
        .putLong(records)
        .putInt(crc32c)
        .array();
  }

  /** Returns the CRC-32C of the bytes between position and limit, which it consumes. */
  static int checksum(ByteBuffer payload) {
    CRC32C crc = new CRC32C();
    crc.update(payload);
    return (int) crc.getValue();
  }

  /**
   * Checks header and records of a whole block against its manifest.
   *
   * @param file named in the error
   * @param block the block as it is when it is not compressed; read from its start to its end
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) if they disagree
   */
  static void check(Path file, FileChannel block, int recordBytes, BlockInfo info)
      throws IOException {
    if (block.size() != fileBytes(recordBytes, info.records())) {
      throw wrongLength(file, fileBytes(recordBytes, info.records()), block.size());
    }
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    CRC32C crc = new CRC32C();
    int declared = 0;
    long at = 0;
    while (block.read(bytes, at) > 0) {
      bytes.flip();
      if (at == 0) {
        declared = declared(file, bytes, recordBytes, info);
      }
      at += bytes.limit();
      crc.update(bytes);
      bytes.clear();
    }
    if (declared != info.crc32c() || (int) crc.getValue() != declared) {
      throw damaged(file, "is damaged (its checksum does not match)");
    }
  }

  /** Checks a header, moves behind it, and returns the checksum that it declares. */
  private static int declared(Path file, ByteBuffer header, int recordBytes, BlockInfo info) {
    if (header.remaining() < HEADER_BYTES
        || header.getLong() != MAGIC
        || header.getInt() != VERSION) {
      throw damaged(file, "is not a block of this version");
    }
    if (header.getInt() != recordBytes || header.getLong() != info.records()) {
      throw damaged(file, "does not belong to its manifest");
    }
    int declared = header.getInt();
    header.position(HEADER_BYTES);
    return declared;
  }

  /** Returns the error for a block file of the wrong length. */
  static TrainingException wrongLength(Path file, long expected, long found) {
    return damaged(file, "has " + found + " bytes where " + expected + " were written");
  }

  /** Returns the error for a compressed block that cannot be unpacked anywhere. */
  static TrainingException noRoom(Path file, long bytes) {
    return TrainingException.of(
        ErrorCode.CANNOT_WRITE,
        "data.cache.disk",
        Storage.display(file)
            + " is compressed, and there is no room for its "
            + bytes
            + " bytes on the local disk",
        "Raise it, or set data.order: blocks, which needs room for few blocks only, or"
            + " data.store.compression: none");
  }

  /** Returns the error for prepared data that cannot be used. */
  static TrainingException damaged(Path file, String what) {
    return new TrainingException(
        ErrorCode.BAD_DATA,
        Storage.display(file)
            + ": "
            + what
            + ". Delete the directory "
            + Storage.display(file.getParent().getParent())
            + " and run again; the data will be prepared anew.");
  }
}
