package io.github.bellows.common.data;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads an IDX file item by item: 0, 0, element type, rank; one big-endian int32 size per
 * dimension; then the elements, big-endian, the last dimension fastest. An item is everything under
 * one index of the first dimension. The file may be gzip, which its first bytes tell. One thread at
 * a time.
 *
 * <p>Reference: LeCun, Cortes, Burges, "The MNIST database", section "File formats".
 */
public final class IdxReader implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path file;
  private final InputStream in;
  private final ElementType type;
  private final int items;
  private final List<Integer> itemSizes;
  private final int itemElements;
  private final long headerBytes;
  private int itemsRead;

  /** The types of an element, with their code and size. */
  private enum ElementType {
    UINT8(0x08, 1),
    INT8(0x09, 1),
    INT16(0x0b, 2),
    INT32(0x0c, 4),
    FLOAT32(0x0d, 4),
    FLOAT64(0x0e, 8);

    private final int code;
    private final int bytes;

    ElementType(int code, int bytes) {
      this.code = code;
      this.bytes = bytes;
    }
  }

  private IdxReader(Path file, InputStream in) throws IOException {
    this.file = file;
    this.in = in;
    byte[] magic = in.readNBytes(4);
    ElementType found = null;
    for (ElementType known : ElementType.values()) {
      if (magic.length == 4 && magic[0] == 0 && magic[1] == 0 && magic[2] == known.code) {
        found = known;
      }
    }
    if (found == null || magic[3] < 1) {
      throw bad("is not an IDX file (it must start with 0, 0, a type and a rank)");
    }
    this.type = found;
    this.headerBytes = 4 + 4L * magic[3];
    List<Integer> sizes = new ArrayList<>();
    ByteBuffer header = ByteBuffer.wrap(in.readNBytes(4 * magic[3]));
    if (header.remaining() < 4 * magic[3]) {
      throw truncated(headerBytes, 4L + header.remaining());
    }
    while (header.hasRemaining()) {
      sizes.add(header.getInt());
    }
    this.items = sizes.get(0);
    this.itemSizes = List.copyOf(sizes.subList(1, sizes.size()));
    long elements = 1;
    for (int size : itemSizes) {
      elements = size < 1 || elements > 1 << 28 ? -1 : elements * size;
    }
    if (items < 0 || elements < 1 || elements * type.bytes > 1 << 28) {
      throw bad("has impossible sizes " + sizes);
    }
    this.itemElements = (int) elements;
  }

  /**
   * Opens a file and reads its header.
   *
   * @throws TrainingException ({@link ErrorCode#INPUT_MISSING}) if there is no such file, ({@link
   *     ErrorCode#BAD_DATA}) if it is not IDX
   */
  public static IdxReader open(Storage storage, Path file) {
    InputStream raw = new BufferedInputStream(storage.open(file), BUFFER_BYTES);
    try {
      raw.mark(2);
      boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
      raw.reset();
      return new IdxReader(file, gzip ? new GZIPInputStream(raw, BUFFER_BYTES) : raw);
    } catch (IOException e) {
      close(raw);
      throw broken(file, e);
    } catch (TrainingException e) {
      close(raw);
      throw e;
    }
  }

  /** Returns the number of items. */
  public int items() {
    return items;
  }

  /** Returns the sizes of one item; empty if items are single elements, as labels are. */
  public List<Integer> itemSizes() {
    return itemSizes;
  }

  /** Returns the number of elements of one item. */
  public int itemElements() {
    return itemElements;
  }

  /** Returns whether elements are unsigned bytes. */
  public boolean isBytes() {
    return type == ElementType.UINT8;
  }

  /** Returns whether elements are whole numbers. */
  public boolean isWhole() {
    return type != ElementType.FLOAT32 && type != ElementType.FLOAT64;
  }

  /**
   * Returns the bytes of the next item as they are in the file, or null after the last one.
   *
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) if the file is truncated, longer than
   *     its header says, or a corrupt gzip
   */
  public byte @Nullable [] next() {
    int itemBytes = itemElements * type.bytes;
    try {
      if (itemsRead == items) {
        // Reaching the end also makes the gzip layer check its trailer.
        if (in.read() != -1) {
          throw bad("is longer than the " + items + " items of its header");
        }
        return null;
      }
      byte[] item = new byte[itemBytes];
      int got = readFully(item);
      if (got < itemBytes) {
        throw truncated(
            headerBytes + (long) items * itemBytes,
            headerBytes + (long) itemsRead * itemBytes + got);
      }
      itemsRead++;
      return item;
    } catch (IOException e) {
      throw broken(file, e);
    }
  }

  /** Fills an array as far as the stream reaches, and returns how far that was. */
  private int readFully(byte[] target) throws IOException {
    int filled = 0;
    try {
      while (filled < target.length) {
        int got = in.read(target, filled, target.length - filled);
        if (got < 0) {
          break;
        }
        filled += got;
      }
    } catch (EOFException e) {
      // The gzip stream itself is cut off, which is the same thing to the reader of the message.
    }
    return filled;
  }

  /** Returns the elements of an item as numbers. */
  public double[] numbers(byte[] item) {
    ByteBuffer bytes = ByteBuffer.wrap(item);
    double[] numbers = new double[itemElements];
    for (int i = 0; i < itemElements; i++) {
      numbers[i] =
          switch (type) {
            case UINT8 -> bytes.get() & 0xff;
            case INT8 -> bytes.get();
            case INT16 -> bytes.getShort();
            case INT32 -> bytes.getInt();
            case FLOAT32 -> bytes.getFloat();
            case FLOAT64 -> bytes.getDouble();
          };
    }
    return numbers;
  }

  @Override
  public void close() {
    close(in);
  }

  private static void close(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      // Nothing was written; a stream that cannot be closed has nothing left to lose.
    }
  }

  private TrainingException truncated(long expected, long found) {
    return bad("is truncated: expected " + expected + " bytes, got " + found);
  }

  private TrainingException bad(String what) {
    return TrainingException.of(
        ErrorCode.BAD_DATA, Storage.display(file), what, "Download or copy the file again");
  }

  private static TrainingException broken(Path file, IOException failure) {
    String what =
        failure instanceof ZipException || failure instanceof EOFException
            ? "is a corrupt gzip file (" + failure.getMessage() + ")"
            : "cannot be read (" + failure.getMessage() + ")";
    return new TrainingException(
        failure instanceof ZipException || failure instanceof EOFException
            ? ErrorCode.BAD_DATA
            : ErrorCode.INPUT_MISSING,
        Storage.display(file) + ": " + what + ". Download or copy the file again.",
        failure);
  }
}
