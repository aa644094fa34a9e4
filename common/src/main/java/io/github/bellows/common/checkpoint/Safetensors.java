package io.github.bellows.common.checkpoint;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * An open safetensors file: its header is checked on opening, its tensors are read one by one,
 * through a 256 KiB buffer, into arrays the caller owns. One thread at a time.
 *
 * <p>File format: header length (8 bytes, little-endian), header (JSON), then the tensors'
 * elements, little-endian, without gaps.
 */
public final class Safetensors implements AutoCloseable {
  /** The longest header the reference implementation accepts. */
  private static final long MAX_HEADER_BYTES = 100_000_000;

  private static final int CHUNK_BYTES = 1 << 18;

  private final Path path;
  private final FSDataInputStream in;
  private final long dataStart;
  private final SortedMap<String, TensorInfo> tensors;

  private Safetensors(
      Path path, FSDataInputStream in, long dataStart, SortedMap<String, TensorInfo> tensors) {
    this.path = path;
    this.in = in;
    this.dataStart = dataStart;
    this.tensors = Collections.unmodifiableSortedMap(tensors);
  }

  /**
   * Writes tensors as fp32, ordered by name as the reference does for one element type. Writes
   * through one buffer and leaves the stream open.
   *
   * @param metadata what {@code __metadata__} says; may be empty
   * @throws IllegalArgumentException if two tensors have one name
   */
  public static void write(OutputStream out, List<FlatTensor> tensors, Map<String, String> metadata)
      throws IOException {
    List<FlatTensor> sorted =
        tensors.stream().sorted(Comparator.comparing(FlatTensor::name)).toList();
    byte[] header = SafetensorsHeader.encode(sorted, metadata);
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(buffer.putLong(header.length).array(), 0, Long.BYTES);
    out.write(header);
    int chunk = CHUNK_BYTES / Float.BYTES;
    for (FlatTensor tensor : sorted) {
      for (int from = 0; from < tensor.length(); from += chunk) {
        int count = Math.min(chunk, tensor.length() - from);
        buffer.clear().asFloatBuffer().put(tensor.values(), tensor.offset() + from, count);
        out.write(buffer.array(), 0, count * Float.BYTES);
      }
    }
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws TrainingException ({@link ErrorCode#INPUT_MISSING}) if it is not there, ({@link
   *     ErrorCode#BAD_DATA}) if it is no safetensors file or its header and data disagree
   */
  public static Safetensors open(Storage storage, Path path) {
    long length = storage.status(path).getLen();
    FSDataInputStream in = storage.open(path);
    boolean opened = false;
    try {
      Safetensors file = open(path, in, length);
      opened = true;
      return file;
    } catch (SafetensorsHeader.MalformedException e) {
      throw bad(path, e.rule());
    } catch (IOException e) {
      throw unreadable(path, e);
    } finally {
      if (!opened) {
        closeQuietly(in);
      }
    }
  }

  private static Safetensors open(Path path, FSDataInputStream in, long length)
      throws IOException, SafetensorsHeader.MalformedException {
    if (length < Long.BYTES) {
      throw new SafetensorsHeader.MalformedException("it has only " + length + " bytes");
    }
    long headerBytes = Long.reverseBytes(in.readLong());
    if (headerBytes < 0 || headerBytes > MAX_HEADER_BYTES || headerBytes > length - Long.BYTES) {
      throw new SafetensorsHeader.MalformedException(
          "its header of "
              + Long.toUnsignedString(headerBytes)
              + " bytes does not fit a file of "
              + length);
    }
    byte[] header = new byte[(int) headerBytes];
    in.readFully(header);
    long dataStart = Long.BYTES + headerBytes;
    return new Safetensors(
        path, in, dataStart, SafetensorsHeader.decode(header, length - dataStart));
  }

  /** Returns the tensors by name; immutable. */
  public SortedMap<String, TensorInfo> tensors() {
    return tensors;
  }

  /**
   * Reads a tensor's elements into {@code target} from {@code offset} on, converted to fp32.
   *
   * @return the tensor read
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) if there is no such tensor, it holds no
   *     floating-point numbers, or the file ends within it
   * @throws IndexOutOfBoundsException if the target is too short
   */
  public TensorInfo read(String name, float[] target, int offset) {
    TensorInfo tensor = tensors.get(name);
    if (tensor == null) {
      throw bad(path, "it has no tensor " + name);
    }
    if (!tensor.type().readable()) {
      throw bad(path, "tensor " + name + ": dtype = " + tensor.type() + " is not floating-point");
    }
    if (tensor.elements() > target.length - offset) {
      throw new IndexOutOfBoundsException(
          name + ": " + tensor.elements() + " elements into " + (target.length - offset));
    }
    try {
      readInto(tensor, target, offset);
    } catch (EOFException e) {
      throw bad(path, "tensor " + name + ": the file ends within it");
    } catch (IOException e) {
      throw unreadable(path, e);
    }
    return tensor;
  }

  private void readInto(TensorInfo tensor, float[] target, int offset) throws IOException {
    byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, tensor.end() - tensor.begin())];
    int filled = offset;
    in.seek(dataStart + tensor.begin());
    for (long at = tensor.begin(); at < tensor.end(); at += chunk.length) {
      int count = (int) Math.min(chunk.length, tensor.end() - at);
      in.readFully(chunk, 0, count);
      ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, count).order(ByteOrder.LITTLE_ENDIAN);
      filled += tensor.type().read(bytes, target, filled);
    }
  }

  /** Closes the file. */
  @Override
  public void close() {
    closeQuietly(in);
  }

  /** Nothing was written, so a failure to close loses nothing. */
  private static void closeQuietly(FSDataInputStream in) {
    try {
      in.close();
    } catch (IOException ignored) {
      // The bytes that matter have been read, or the failure that matters is being thrown.
    }
  }

  private static TrainingException bad(Path path, String rule) {
    return TrainingException.of(
        ErrorCode.BAD_DATA,
        Storage.display(path),
        "is not a sound safetensors file; " + rule,
        "Write it again, with safetensors.torch.save_file if it comes from PyTorch");
  }

  private static TrainingException unreadable(Path path, IOException e) {
    return new TrainingException(
        ErrorCode.INPUT_MISSING,
        Storage.display(path) + ": cannot be read (" + e.getMessage() + "). Check the file system.",
        e);
  }
}
