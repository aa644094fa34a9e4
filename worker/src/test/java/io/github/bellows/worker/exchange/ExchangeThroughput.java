package io.github.bellows.worker.exchange;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;

/**
 * Measures how long a vector takes there and back between two ends of this process, over loopback.
 * Not a test: run it by hand. Arguments: bytes of the vector, bytes of a frame, then Spark's {@code
 * key=value}s; {@code lend=true} for bodies that are not copied.
 */
public final class ExchangeThroughput {
  private static final int ROUNDS = 200;

  private ExchangeThroughput() {}

  public static void main(String[] arguments) throws Exception {
    int size = Integer.parseInt(arguments[0]);
    int frameBytes = Integer.parseInt(arguments[1]);
    SparkConf conf = new SparkConf(false);
    boolean lend = false;
    for (String setting : Arrays.asList(arguments).subList(2, arguments.length)) {
      String[] pair = setting.split("=", 2);
      if (pair[0].equals("lend")) {
        lend = Boolean.parseBoolean(pair[1]);
      } else {
        conf.set(pair[0], pair[1]);
      }
    }
    Side here = new Side(size, frameBytes, conf, lend, false);
    Side there = new Side(size, frameBytes, conf, lend, true);
    here.connect(there);
    there.connect(here);
    double[] millis = new double[ROUNDS];
    long processor = 0;
    for (int round = 0; round < ROUNDS; round++) {
      if (round == ROUNDS / 2) {
        processor = processorNanos();
      }
      long start = System.nanoTime();
      here.send();
      here.whole.acquire();
      millis[round] = (System.nanoTime() - start) / 1e6;
    }
    double processorMillis = (processorNanos() - processor) / 1e6 / (ROUNDS - ROUNDS / 2);
    double[] last = Arrays.copyOfRange(millis, ROUNDS / 2, ROUNDS);
    Arrays.sort(last);
    System.out.printf(
        "%d bytes in frames of %d, lend=%s: median %.2f ms, best %.2f ms, p95 %.2f ms,"
            + " processor time of both ends %.2f ms%n",
        size,
        frameBytes,
        lend,
        last[last.length / 2],
        last[0],
        last[last.length * 95 / 100],
        processorMillis);
    here.end.close();
    there.end.close();
  }

  private static long processorNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static final class Side implements Receiver {
    final Semaphore whole = new Semaphore(0);
    final ExchangeEnd end;
    final CompletableFuture<Peer> peer = new CompletableFuture<>();
    private final ByteBuffer vector;
    private final ByteBuffer arrived;
    private final int frameBytes;
    private final boolean lend;
    private final boolean echoes;
    private final AtomicInteger count = new AtomicInteger();

    Side(int size, int frameBytes, SparkConf conf, boolean lend, boolean echoes) {
      vector = ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
      arrived = ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
      this.frameBytes = frameBytes;
      this.lend = lend;
      this.echoes = echoes;
      end = ExchangeEnd.open(conf, Ends.security(conf), "app-1", Ends.HOST, 2, this);
      end.fence(Ends.FENCE);
    }

    void connect(Side other) {
      peer.complete(end.connect(other.end.address(), Ends.SOON));
    }

    void send() {
      Peer to = peer.join();
      for (int from = 0; from < vector.capacity(); from += frameBytes) {
        int length = Math.min(frameBytes, vector.capacity() - from);
        Frame frame = new Frame(0, 0, 0, 0, from, vector.slice(from, length));
        if (lend) {
          to.lend(frame, () -> {});
        } else {
          to.send(frame);
        }
      }
    }

    @Override
    public void received(Frame frame) {
      int length = frame.body().remaining();
      arrived.duplicate().position(frame.from()).put(frame.body());
      if (count.addAndGet(length) == vector.capacity()) {
        count.set(0);
        if (echoes) {
          send();
        } else {
          whole.release();
        }
      }
    }

    @Override
    public ByteBuffer called(int sender, int kind, ByteBuffer request) {
      return request;
    }

    @Override
    public void lost(Address peer, String reason) {
      throw new IllegalStateException(reason);
    }

    @Override
    public void refused(String reason) {
      throw new IllegalStateException(reason);
    }
  }
}
