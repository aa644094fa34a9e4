package io.github.bellows.worker.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.bellows.common.error.TrainingException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a network does to frames: changes a byte, cuts the connection, delays. */
class DamageTest {
  /** A quiet connection with something unanswered ends after this. */
  private static final Map<String, String> IMPATIENT =
      Map.of("spark.bellows.io.connectionTimeout", "1s");

  /** Spark's framing (8 + 1 + 8 + 4 + 8), our header (52), and two floats. */
  private static final int WIRE_BYTES = 29 + Header.BYTES + 8;

  private final Ends ends = new Ends();
  private final Inbox there = new Inbox();
  private final Inbox here = new Inbox();

  @AfterEach
  void close() throws Exception {
    ends.close();
  }

  @Test
  void noFlippedByteAnywhereDeliversOtherNumbers() throws Exception {
    ExchangeEnd receiving = ends.open(there, IMPATIENT);
    int refused = 0;
    for (int position = 0; position < WIRE_BYTES; position++) {
      there.refusals.clear();
      there.losses.clear();
      here.losses.clear();
      there.frames.clear();
      sendThroughAFlip(receiving, position);
      // Spark's request id is the one thing that may change: the frame is whole.
      assertThat(there.frames).allMatch(Ends.frame(11, 3, 2)::equals);
      assertThat(there.frames.isEmpty()).isEqualTo(position < 9 || position > 16);
      refused += there.refusals.isEmpty() ? 0 : 1;
    }
    assertThat(refused).isGreaterThanOrEqualTo(Header.BYTES + 8);
  }

  private void sendThroughAFlip(ExchangeEnd receiving, int position) throws Exception {
    AtomicLong from = new AtomicLong(Long.MAX_VALUE);
    TcpProxy.Tap flip =
        (bytes, count, offset) -> {
          from.compareAndSet(Long.MIN_VALUE, offset);
          long at = from.get() + position - offset;
          if (at >= 0 && at < count) {
            bytes[(int) at] ^= 0x20;
          }
          return true;
        };
    try (Ends sender = new Ends();
        TcpProxy proxy = new TcpProxy(receiving.address(), flip)) {
      Peer peer = sender.open(here, IMPATIENT).connect(proxy.address(), Ends.SOON);
      from.set(Long.MIN_VALUE);
      peer.send(Ends.frame(11, 3, 2));
      await("the byte at " + position)
          .atMost(Ends.SOON)
          .until(
              () ->
                  !there.refusals.isEmpty()
                      || !there.losses.isEmpty()
                      || !here.losses.isEmpty()
                      || !there.frames.isEmpty());
    }
  }

  @Test
  void aFlippedByteOfTheBodyIsRefusedByNameAndTheNextFrameArrives() throws Exception {
    ExchangeEnd receiving = ends.open(there, Map.of());
    AtomicBoolean armed = new AtomicBoolean();
    AtomicInteger flips = new AtomicInteger();
    TcpProxy.Tap flip =
        (bytes, count, offset) -> {
          // Well inside the body of a frame of four megabytes.
          if (count == bytes.length && offset > 1_000_000 && armed.compareAndSet(true, false)) {
            bytes[77] ^= 1;
            flips.incrementAndGet();
          }
          return true;
        };
    TcpProxy proxy = ends.keep(new TcpProxy(receiving.address(), flip));
    ExchangeEnd sending = ends.open(here, Map.of());
    Peer peer = sending.connect(proxy.address(), Ends.SOON);
    armed.set(true);
    peer.send(Ends.frame(23, 0, 1_000_000));
    assertThat(Inbox.first(there.refusals))
        .contains(sending.address() + " (sender 7, kind 3, sequence 23)")
        .contains("checksum is wrong");
    assertThat(flips).hasValue(1);
    peer.send(Ends.frame(24, 0, 1_000_000));
    assertThat(Inbox.first(there.frames)).isEqualTo(Ends.frame(24, 0, 1_000_000));
    assertThat(Inbox.first(here.rejections)).contains("checksum is wrong");
    assertThat(there.losses).isEmpty();
  }

  @Test
  void aConnectionCutInTheMiddleOfAFrameIsLostOnBothSides() throws Exception {
    ExchangeEnd receiving = ends.open(there, Map.of());
    TcpProxy.Tap cut = (bytes, count, offset) -> offset + count < 3_000_000;
    TcpProxy proxy = ends.keep(new TcpProxy(receiving.address(), cut));
    ExchangeEnd sending = ends.open(here, Map.of());
    Peer peer = sending.connect(proxy.address(), Ends.SOON);
    long start = System.nanoTime();
    AtomicInteger returned = new AtomicInteger();
    peer.lend(Ends.frame(5, 0, 5_000_000), returned::incrementAndGet);
    assertThat(Inbox.first(there.losses))
        .startsWith(sending.address().toString())
        .contains("of 20000000 bytes of a frame (sender 7, kind 3, sequence 5)");
    assertThat(Inbox.first(here.losses)).startsWith(proxy.address().toString());
    assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(10).toNanos());
    await().atMost(Ends.SOON).untilAsserted(() -> assertThat(returned).hasValue(1));
    assertThat(there.frames).isEmpty();
    assertThatThrownBy(() -> peer.send(Ends.frame(6, 0, 1)))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("peer " + proxy.address() + ": the connection to it is lost");
  }

  @Test
  void aLostPeerCanBeConnectedAgain() throws Exception {
    ExchangeEnd receiving = ends.open(there, Map.of());
    AtomicBoolean passes = new AtomicBoolean(true);
    TcpProxy proxy =
        ends.keep(new TcpProxy(receiving.address(), (bytes, count, offset) -> passes.get()));
    ExchangeEnd sending = ends.open(here, Map.of());
    Peer first = sending.connect(proxy.address(), Ends.SOON);
    passes.set(false);
    first.send(Ends.frame(1, 0, 1));
    assertThat(Inbox.first(here.losses)).startsWith(proxy.address().toString());
    passes.set(true);
    Peer second = sending.connect(proxy.address(), Ends.SOON);
    second.send(Ends.frame(2, 0, 1));
    assertThat(second).isNotSameAs(first);
    assertThat(Inbox.first(there.frames)).isEqualTo(Ends.frame(2, 0, 1));
  }

  @Test
  void anEndThatClosesIsLostToItsPeersAndHearsNothing() throws Exception {
    ExchangeEnd receiving = ends.open(there, Map.of());
    ExchangeEnd sending = ends.open(here, Map.of());
    sending.connect(receiving.address(), Ends.SOON);
    sending.close();
    assertThat(Inbox.first(there.losses)).startsWith(sending.address().toString());
    assertThat(here.losses).isEmpty();
  }

  @Test
  void aCallThroughASlowNetworkEndsAtItsDeadline() throws Exception {
    ExchangeEnd receiving = ends.open(there, Map.of());
    AtomicBoolean slow = new AtomicBoolean();
    CountDownLatch release = new CountDownLatch(1);
    TcpProxy proxy = ends.keep(new TcpProxy(receiving.address(), holding(slow, release)));
    Peer peer = ends.open(here, Map.of()).connect(proxy.address(), Ends.SOON);
    slow.set(true);
    peer.send(Ends.frame(9, 0, 100_000));
    assertThatThrownBy(() -> peer.call(0, 1, Ends.text(""), Duration.ofMillis(300)))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining(proxy.address().toString())
        .hasMessageContaining("within 300 ms");
    assertThat(there.frames).isEmpty();
    release.countDown();
    assertThat(Inbox.first(there.frames)).isEqualTo(Ends.frame(9, 0, 100_000));
  }

  @Test
  void aPeerThatStaysSilentIsLostAfterTheConnectionTimeout() throws Exception {
    ExchangeEnd receiving = ends.open(there, Map.of());
    AtomicBoolean silent = new AtomicBoolean();
    CountDownLatch release = new CountDownLatch(1);
    TcpProxy proxy = ends.keep(new TcpProxy(receiving.address(), holding(silent, release)));
    Peer peer = ends.open(here, IMPATIENT).connect(proxy.address(), Ends.SOON);
    silent.set(true);
    peer.send(Ends.frame(9, 0, 10));
    assertThat(Inbox.first(here.losses)).startsWith(proxy.address().toString());
    release.countDown();
  }

  /** Returns what holds bytes back while {@code active}, until released. */
  private static TcpProxy.Tap holding(AtomicBoolean active, CountDownLatch release) {
    return (bytes, count, offset) -> {
      try {
        return !active.get() || release.await(20, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        return false;
      }
    };
  }
}
