package io.github.bellows.worker.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An end that is closed leaves no thread, no file and no memory behind. */
class ClosedEndTest {
  private static final int CYCLES = 200;

  @Test
  void twoHundredEndsLeaveNothingBehind() throws Exception {
    // The transport's shared arenas and Netty's own threads come with the first ends.
    cycles(5);
    settle();
    long files = files();
    long memory = settledDirectBytes();
    cycles(CYCLES);
    settle();
    assertThat(files()).isLessThanOrEqualTo(files);
    // One end's buffers are a megabyte; what the shared arenas add does not grow with the ends.
    assertThat(settledDirectBytes() - memory).isLessThan(CYCLES * (1L << 20) / 4);
  }

  @Test
  void aClosedEndRefusesWork() throws Exception {
    try (Ends ends = new Ends()) {
      ExchangeEnd there = ends.open(new Inbox(), Map.of());
      ExchangeEnd here = ends.open(new Inbox(), Map.of());
      Peer peer = here.connect(there.address(), Ends.SOON);
      here.close();
      here.close();
      assertThatThrownBy(() -> here.connect(there.address(), Ends.SOON))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> peer.send(Ends.frame(1, 0, 1))).hasMessageContaining("is lost");
    }
  }

  private static void cycles(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      try (Ends ends = new Ends()) {
        Inbox inbox = new Inbox();
        ExchangeEnd there = ends.open(inbox, Map.of());
        Peer peer = ends.open(new Inbox(), Map.of()).connect(there.address(), Ends.SOON);
        peer.send(Ends.frame(i, 0, 200_000));
        assertThat(peer.call(0, 0, Ends.text("x"), Ends.SOON).hasRemaining()).isTrue();
        assertThat(Inbox.first(inbox.frames).sequence()).isEqualTo(i);
      }
    }
  }

  private static void settle() {
    await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> assertThat(threads()).isEmpty());
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("bellows"))
        .toList();
  }

  private static long files() {
    return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getOpenFileDescriptorCount();
  }

  /** Returns the bytes of direct buffers that a few collections leave. */
  private static long settledDirectBytes() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least =
          Math.min(
              least,
              ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                  .filter(pool -> pool.getName().equals("direct"))
                  .mapToLong(BufferPoolMXBean::getMemoryUsed)
                  .sum());
    }
    return least;
  }
}
