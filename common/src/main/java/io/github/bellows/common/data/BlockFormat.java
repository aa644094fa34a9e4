package io.github.bellows.common.data;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.apache.hadoop.fs.Path;

/**
 * The block file: a header of 32 bytes, then the records without gaps. All numbers little-endian.
 *
 * <pre>
 *  0 int64  magic "BELLOWSB"
 *  8 int32  version
 * 12 int32  bytes per record
 * 16 int64  records
 * 24 int32  CRC-32C of the payload
 * 28 int32  0
 * </pre>
 */
public final class BlockFormat {
  /** The version that this code reads and writes. */
  public static final int VERSION = 1;

  /** Size of the header in bytes. */
  static final int HEADER_BYTES = 32;

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
   * Checks header and payload of a whole block against its manifest.
   *
   * @param file named in the error
   * @param block position 0, limit at its end; left as it is
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) if they disagree
   */
  static void check(Path file, ByteBuffer block, int recordBytes, BlockInfo info) {
    ByteBuffer bytes = block.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.remaining() != fileBytes(recordBytes, info.records())) {
      throw wrongLength(file, fileBytes(recordBytes, info.records()), bytes.remaining());
    }
    if (bytes.getLong() != MAGIC || bytes.getInt() != VERSION) {
      throw damaged(file, "is not a block of this version");
    }
    if (bytes.getInt() != recordBytes || bytes.getLong() != info.records()) {
      throw damaged(file, "does not belong to its manifest");
    }
    int declared = bytes.getInt();
    bytes.position(HEADER_BYTES);
    int found = checksum(bytes);
    if (declared != info.crc32c() || found != declared) {
      throw damaged(file, "is damaged (its checksum does not match)");
    }
  }

  /** Returns the error for a block file of the wrong length. */
  static TrainingException wrongLength(Path file, long expected, long found) {
    return damaged(file, "has " + found + " bytes where " + expected + " were written");
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
