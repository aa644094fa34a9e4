package io.github.bellows.worker.exchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the body of every message, in 52 bytes, little-endian: mark, type, run,
 * sequence, generation, sender, kind, vector, from, length of the body, and the CRC32C of these and
 * the body.
 *
 * @param frame the message; without its body if that comes separately
 * @param length bytes of the body, as the sender says
 */
record Header(int mark, int type, Fence fence, Frame frame, int length, int checksum) {
  /** Length of a header. */
  static final int BYTES = 52;

  static final int FRAME = 1;
  static final int GREETING = 2;
  static final int CALL = 3;
  static final int ANSWER = 4;
  static final int ERROR = 5;

  private static final int MARK = 0x31574c42; // "BLW1": the format and its version
  private static final int SUMMED = BYTES - Integer.BYTES;

  /** Copied and summed at once, so that the sum finds the copy in the cache. */
  private static final int PIECE = 64 << 10;

  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

  /** Returns the header of a frame, which sums its body. */
  static ByteBuffer of(int type, Fence fence, Frame frame) {
    ByteBuffer header = unsummed(type, fence, frame);
    CRC32C sum = sumOf(header);
    sum.update(frame.body().duplicate());
    return header.putInt(SUMMED, (int) sum.getValue());
  }

  /** Returns the header of a frame, and copies its body to the position of {@code copy}. */
  static ByteBuffer of(int type, Fence fence, Frame frame, ByteBuffer copy) {
    ByteBuffer header = unsummed(type, fence, frame);
    CRC32C sum = sumOf(header);
    copyAndSum(frame.body().duplicate(), copy, sum);
    return header.putInt(SUMMED, (int) sum.getValue());
  }

  /** Returns header and body of a message in one buffer. */
  static ByteBuffer whole(int type, Fence fence, Frame frame) {
    ByteBuffer whole = ByteBuffer.allocate(BYTES + frame.body().remaining());
    whole.put(of(type, fence, frame)).put(frame.body().duplicate());
    return whole.flip();
  }

  /** Moves what remains of {@code source} behind what {@code target} holds, and sums it. */
  static void copyAndSum(ByteBuffer source, ByteBuffer target, CRC32C sum) {
    int end = source.limit();
    while (source.position() < end) {
      int count = Math.min(PIECE, end - source.position());
      ByteBuffer piece = target.slice(target.position(), count);
      source.limit(source.position() + count);
      target.put(source);
      sum.update(piece);
    }
    source.limit(end);
  }

  /** Returns the header at the position of a buffer, or null if there is not one. */
  static @Nullable Header read(ByteBuffer buffer) {
    if (buffer.remaining() < BYTES) {
      return null;
    }
    ByteBuffer in = buffer.slice(buffer.position(), BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int mark = in.getInt();
    int type = in.getInt();
    long run = in.getLong();
    long sequence = in.getLong();
    Fence fence = new Fence(run, in.getInt());
    Frame frame = new Frame(in.getInt(), in.getInt(), sequence, in.getInt(), in.getInt(), EMPTY);
    return new Header(mark, type, fence, frame, in.getInt(), in.getInt());
  }

  /** Returns a sum that has taken in the header at the position of a buffer, all but its sum. */
  static CRC32C sumOf(ByteBuffer header) {
    CRC32C sum = new CRC32C();
    sum.update(header.slice(header.position(), SUMMED));
    return sum;
  }

  /** Returns what makes this no header of a message, or null; looks at mark and length only. */
  @Nullable String fault() {
    if (mark != MARK) {
      return "it does not begin as a message of Bellows does";
    }
    if (length < 0 || length > Frame.LONGEST_BODY) {
      return "it says it has " + length + " bytes, and may have " + Frame.LONGEST_BODY;
    }
    return null;
  }

  /** Returns the frame with the body that came. */
  Frame with(ByteBuffer body) {
    return new Frame(
        frame.sender(), frame.kind(), frame.sequence(), frame.vector(), frame.from(), body);
  }

  /** Returns sender, kind and sequence, as far as the header can be believed. */
  String name() {
    return "sender %d, kind %d, sequence %d"
        .formatted(frame.sender(), frame.kind(), frame.sequence());
  }

  private static ByteBuffer unsummed(int type, Fence fence, Frame frame) {
    return ByteBuffer.allocate(BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(MARK)
        .putInt(type)
        .putLong(fence.run())
        .putLong(frame.sequence())
        .putInt(fence.generation())
        .putInt(frame.sender())
        .putInt(frame.kind())
        .putInt(frame.vector())
        .putInt(frame.from())
        .putInt(frame.body().remaining())
        .rewind();
  }
}
