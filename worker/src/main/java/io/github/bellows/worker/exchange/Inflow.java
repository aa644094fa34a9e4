package io.github.bellows.worker.exchange;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.apache.spark.network.client.StreamCallbackWithID;
import org.jspecify.annotations.Nullable;

/**
 * A frame on its way in: its pieces are copied into the connection's buffer and summed as they
 * arrive, and judged at the end. Whatever is wrong with it, it is read to its end, so that the
 * frames behind it can be read too.
 */
final class Inflow implements StreamCallbackWithID {
  private final Arrivals arrivals;
  private final Connection connection;
  private final @Nullable Header header;
  private final CRC32C sum;
  private ByteBuffer buffer;
  private long count;
  private @Nullable String fault;

  Inflow(Arrivals arrivals, Connection connection, ByteBuffer meta) {
    this.arrivals = arrivals;
    this.connection = connection;
    header = Header.read(meta);
    fault = faultOf(meta);
    sum = fault == null ? Header.sumOf(meta) : new CRC32C();
    buffer = connection.cleared();
  }

  private @Nullable String faultOf(ByteBuffer meta) {
    if (connection.peer() == null || connection.isOutgoing()) {
      return "it came before a greeting";
    }
    if (header == null || meta.remaining() != Header.BYTES) {
      return "its header has " + meta.remaining() + " bytes instead of " + Header.BYTES;
    }
    return header.fault();
  }

  /** The transport asks for it with every piece, and wants it for messages only. */
  @Override
  public String getID() {
    return "frame";
  }

  @Override
  public void onData(String id, ByteBuffer piece) {
    count += piece.remaining();
    if (fault != null || header == null) {
      return;
    }
    if (count > header.length()) {
      fault = "it has more than the " + header.length() + " bytes it says";
      return;
    }
    buffer = connection.room((int) count, header.length());
    Header.copyAndSum(piece, buffer, sum);
  }

  @Override
  public void onComplete(String id) {
    if (fault == null && header != null) {
      fault = judge(header);
    }
    if (fault == null && header != null) {
      arrivals.deliver(header.with(buffer.flip()));
    } else {
      arrivals.refuse(connection, header, String.valueOf(fault));
    }
  }

  private @Nullable String judge(Header checked) {
    if (count != checked.length()) {
      return "it has " + count + " of the " + checked.length() + " bytes it says";
    }
    if ((int) sum.getValue() != checked.checksum()) {
      return "its checksum is wrong: it changed on the way";
    }
    if (checked.type() != Header.FRAME) {
      return "it is a message of type " + checked.type();
    }
    return arrivals.fenceFault(checked.fence());
  }

  /** Tells the sender why the frame was refused; nothing if it was not. */
  @Override
  public ByteBuffer getCompletionResponse() {
    return ByteBuffer.wrap(fault == null ? new byte[0] : fault.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void onFailure(String id, Throwable cause) {
    long expected = header == null ? 0 : header.length();
    connection.trouble(
        "the connection ended after %d of %d bytes of a frame (%s)"
            .formatted(count, expected, header == null ? "no header" : header.name()));
  }
}
