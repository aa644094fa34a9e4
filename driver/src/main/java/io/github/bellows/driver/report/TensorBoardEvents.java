package io.github.bellows.driver.report;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Writes numbers by step to an event file that TensorBoard shows. One thread at a time.
 *
 * <p>Each event is a {@code tensorflow.Event} in a TFRecord: its length (8 bytes), the length's
 * checksum, the event, its checksum; all little-endian. A checksum is CRC-32C, rotated right by 15
 * bits, plus 0xa282ead8.
 *
 * <p>Reference: tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto,
 * tensorflow/core/lib/io/record_writer.cc.
 */
public final class TensorBoardEvents implements AutoCloseable {
  private final OutputStream out;
  private final Clock clock;

  private TensorBoardEvents(OutputStream out, Clock clock) {
    this.out = out;
    this.clock = clock;
  }

  /**
   * Starts an event file.
   *
   * @param out an empty file, which {@link #close} closes
   * @param clock tells each event's time
   * @param firstStep the first step to be written; TensorBoard forgets what older files of the same
   *     directory say about it and later ones, as it must after a resume
   */
  public static TensorBoardEvents start(OutputStream out, Clock clock, long firstStep)
      throws IOException {
    TensorBoardEvents events = new TensorBoardEvents(out, clock);
    events.write(events.event(0).string(Field.FILE_VERSION, "brain.Event:2"));
    ProtoMessage started = new ProtoMessage().int64(Field.STATUS, Field.STATUS_START);
    events.write(events.event(firstStep).message(Field.SESSION_LOG, started));
    out.flush();
    return events;
  }

  /**
   * Returns a name that TensorBoard recognizes as an event file and sorts by time.
   *
   * @param host who writes it
   */
  public static String fileName(Instant start, String host) {
    return String.format(Locale.ROOT, "events.out.tfevents.%010d.%s", start.getEpochSecond(), host);
  }

  /**
   * Writes the values of one step and flushes them.
   *
   * @param step updates already applied
   * @param values numbers by tag, such as {@code train/loss}; stored as fp32
   */
  public void scalars(long step, Map<String, Double> values) throws IOException {
    ProtoMessage summary = new ProtoMessage();
    values.forEach(
        (tag, value) ->
            summary.message(
                Field.VALUE,
                new ProtoMessage()
                    .string(Field.TAG, tag)
                    .float32(Field.SIMPLE_VALUE, value.floatValue())));
    write(event(step).message(Field.SUMMARY, summary));
    out.flush();
  }

  private ProtoMessage event(long step) {
    return new ProtoMessage()
        .float64(Field.WALL_TIME, clock.millis() / 1000.0)
        .int64(Field.STEP, step);
  }

  private void write(ProtoMessage event) throws IOException {
    byte[] data = event.toBytes();
    byte[] length = ProtoMessage.littleEndian(Long.BYTES).putLong(data.length).array();
    out.write(length);
    out.write(checksum(length));
    out.write(data);
    out.write(checksum(data));
  }

  private static byte[] checksum(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    return ProtoMessage.littleEndian(Integer.BYTES).putInt(masked).array();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /** Field numbers of Event, Summary, Summary.Value and SessionLog, and one of its values. */
  private static final class Field {
    static final int WALL_TIME = 1;
    static final int STEP = 2;
    static final int FILE_VERSION = 3;
    static final int SUMMARY = 5;
    static final int SESSION_LOG = 7;
    static final int VALUE = 1;
    static final int TAG = 1;
    static final int SIMPLE_VALUE = 2;
    static final int STATUS = 1;
    static final int STATUS_START = 1;
  }
}
