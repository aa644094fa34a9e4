package io.github.bellows.worker.exchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;

/** Ends on this machine, closed together. */
final class Ends implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(20);
  static final Fence FENCE = new Fence(0xbe110, 1);
  static final String HOST = "127.0.0.1";

  private final List<AutoCloseable> open = new ArrayList<>();

  /** Returns an end with the fence set. */
  ExchangeEnd open(Receiver receiver, Map<String, String> settings) {
    ExchangeEnd end = unfenced(receiver, settings);
    end.fence(FENCE);
    return end;
  }

  ExchangeEnd unfenced(Receiver receiver, Map<String, String> settings) {
    SparkConf conf = new SparkConf(false);
    settings.forEach(conf::set);
    return keep(ExchangeEnd.open(conf, security(conf), "app-1", HOST, 2, receiver));
  }

  <T extends AutoCloseable> T keep(T closeable) {
    open.add(closeable);
    return closeable;
  }

  static SecurityManager security(SparkConf conf) {
    return new SecurityManager(
        conf, scala.Option.empty(), SecurityManager.$lessinit$greater$default$3());
  }

  /** Returns a frame whose floats count up from {@code from}. */
  static Frame frame(long sequence, int from, int count) {
    ByteBuffer body = ByteBuffer.allocateDirect(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      body.putFloat(4 * i, from + i);
    }
    return new Frame(7, 3, sequence, 1, from, body);
  }

  static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
  }
}
