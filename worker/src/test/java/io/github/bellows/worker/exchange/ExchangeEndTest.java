package io.github.bellows.worker.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two ends without security: frames and calls arrive as they were sent. */
class ExchangeEndTest {
  private final Ends ends = new Ends();
  private final Inbox inbox = new Inbox();

  @AfterEach
  void close() throws Exception {
    ends.close();
  }

  @Test
  void framesArriveWithTheirNumbersInOrder() {
    Peer peer = peer(inbox, Map.of());
    for (int i = 0; i < 50; i++) {
      peer.send(Ends.frame(i, 100 * i, 1 + 997 * i));
    }
    await().atMost(Ends.SOON).until(() -> inbox.frames.size() == 50);
    for (int i = 0; i < 50; i++) {
      assertThat(inbox.frames.get(i)).isEqualTo(Ends.frame(i, 100 * i, 1 + 997 * i));
    }
    assertThat(inbox.refusals).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16_384, 5_000_000})
  void aFrameOfAnySizeArrives(int floats) {
    peer(inbox, Map.of()).send(Ends.frame(1, 5, floats));
    assertThat(Inbox.first(inbox.frames)).isEqualTo(Ends.frame(1, 5, floats));
  }

  @Test
  void severalConnectionsCarryAllFrames() {
    Peer peer = peer(inbox, Map.of("spark.bellows.io.numConnectionsPerPeer", "3"));
    for (int i = 0; i < 30; i++) {
      peer.send(Ends.frame(i, i, 30_000));
    }
    await().atMost(Ends.SOON).until(() -> inbox.frames.size() == 30);
    for (Frame frame : inbox.frames) {
      assertThat(frame).isEqualTo(Ends.frame(frame.sequence(), frame.from(), 30_000));
    }
  }

  @Test
  void aSentBodyMayChangeAtOnce() {
    Peer peer = peer(inbox, Map.of());
    Frame frame = Ends.frame(1, 0, 1_000_000);
    peer.send(frame);
    for (int i = 0; i < 1_000_000; i++) {
      frame.body().putFloat(4 * i, -1);
    }
    assertThat(Inbox.first(inbox.frames)).isEqualTo(Ends.frame(1, 0, 1_000_000));
  }

  @Test
  void aLentBodyIsGivenBackOnce() {
    AtomicInteger returned = new AtomicInteger();
    Peer peer = peer(inbox, Map.of());
    peer.lend(Ends.frame(1, 0, 500_000), returned::incrementAndGet);
    assertThat(Inbox.first(inbox.frames)).isEqualTo(Ends.frame(1, 0, 500_000));
    peer.call(0, 0, Ends.text(""), Ends.SOON);
    assertThat(returned).hasValue(1);
  }

  @Test
  void aBodyThatIsTooLongIsNotSent() {
    Peer peer = peer(inbox, Map.of());
    Frame frame = new Frame(0, 0, 0, 0, 0, ByteBuffer.allocate(Frame.LONGEST_BODY + 1));
    assertThatThrownBy(() -> peer.send(frame))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("67108865 bytes");
  }

  @Test
  void aReceiverThatFailsLosesNothingElse() {
    Inbox failing =
        new Inbox() {
          @Override
          public void received(Frame frame) {
            super.received(frame);
            if (frame.sequence() == 1) {
              throw new IllegalStateException("mine");
            }
          }
        };
    Peer peer = peer(failing, Map.of());
    peer.send(Ends.frame(1, 0, 10));
    peer.send(Ends.frame(2, 0, 10));
    await().atMost(Ends.SOON).until(() -> failing.frames.size() == 2);
    assertThat(failing.refusals).singleElement().asString().contains("mine");
    assertThat(failing.losses).isEmpty();
  }

  @Test
  void aCallReturnsItsAnswer() {
    ByteBuffer answer = peer(inbox, Map.of()).call(4, 9, Ends.text("question"), Ends.SOON);
    assertThat(Ends.text(answer)).isEqualTo("4/9/question");
  }

  @Test
  void aCallThrowsWhatTheReceiverThrew() {
    TrainingException mine =
        TrainingException.of(ErrorCode.BAD_DATA, "sample = 3", "must be finite", "Look at it");
    assertThat(failureOfCall(mine)).hasMessage(mine.getMessage());
    assertThat(failureOfCall(mine).code()).isEqualTo(ErrorCode.BAD_DATA);
    TrainingException defect = failureOfCall(new IllegalStateException("a defect"));
    assertThat(defect).hasMessageContaining("a defect");
    assertThat(defect.code()).isEqualTo(ErrorCode.INTERNAL);
  }

  private TrainingException failureOfCall(RuntimeException thrown) {
    Inbox failing =
        new Inbox() {
          @Override
          public ByteBuffer called(int sender, int kind, ByteBuffer request) {
            throw thrown;
          }
        };
    Peer peer = peer(failing, Map.of());
    return catchThrowableOfType(
        TrainingException.class, () -> peer.call(0, 0, Ends.text(""), Ends.SOON));
  }

  @Test
  void aCallThatWaitsEndsAtItsDeadlineAndHoldsUpNoFrame() throws Exception {
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Inbox slow =
        new Inbox() {
          @Override
          public ByteBuffer called(int sender, int kind, ByteBuffer request) {
            called.countDown();
            try {
              release.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return request;
          }
        };
    Peer peer = peer(slow, Map.of());
    long start = System.nanoTime();
    assertThatThrownBy(() -> peer.call(0, 5, Ends.text(""), Duration.ofMillis(300)))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("call of kind 5 to " + peer.address())
        .hasMessageContaining("no answer within 300 ms");
    assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(10).toNanos());
    assertThat(called.await(Ends.SOON.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    peer.send(Ends.frame(1, 0, 10));
    assertThat(Inbox.first(slow.frames)).isEqualTo(Ends.frame(1, 0, 10));
    release.countDown();
  }

  @Test
  void aPeerIsConnectedOnce() {
    ExchangeEnd there = ends.open(inbox, Map.of());
    ExchangeEnd here = ends.open(new Inbox(), Map.of());
    Peer peer = here.connect(there.address(), Ends.SOON);
    assertThat(here.connect(there.address(), Ends.SOON)).isSameAs(peer);
  }

  @Test
  void nobodyThereIsAnErrorThatNamesTheAddress() throws IOException {
    Address gone;
    try (ServerSocket socket = new ServerSocket(0)) {
      gone = new Address(Ends.HOST, socket.getLocalPort());
    }
    ExchangeEnd here = ends.open(new Inbox(), Map.of());
    TrainingException failure =
        catchThrowableOfType(TrainingException.class, () -> here.connect(gone, Ends.SOON));
    assertThat(failure).hasMessageContaining("peer " + gone);
    assertThat(failure.code()).isEqualTo(ErrorCode.NO_CAPACITY);
  }

  @Test
  void anAddressThatNeverAnswersIsAnErrorAtTheDeadline() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getByName(Ends.HOST))) {
      Address address = new Address(Ends.HOST, mute.getLocalPort());
      ExchangeEnd here = ends.open(new Inbox(), Map.of());
      assertThatThrownBy(() -> here.connect(address, Duration.ofMillis(400)))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining(address.toString())
          .hasMessageContaining("within 400 ms");
    }
  }

  @Test
  void anotherApplicationIsRefused() {
    SparkConf conf = new SparkConf(false);
    ExchangeEnd other =
        ends.keep(ExchangeEnd.open(conf, Ends.security(conf), "app-2", Ends.HOST, 1, new Inbox()));
    ExchangeEnd here = ends.open(new Inbox(), Map.of());
    assertThatThrownBy(() -> here.connect(other.address(), Ends.SOON))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("application = app-1: this end belongs to application app-2");
  }

  @Test
  void aHostOfAnotherMachineIsAConfigurationError() {
    SparkConf conf = new SparkConf(false);
    TrainingException failure =
        catchThrowableOfType(
            TrainingException.class,
            () -> ExchangeEnd.open(conf, Ends.security(conf), "a", "192.0.2.1", 1, inbox));
    assertThat(failure).hasMessageContaining("host = 192.0.2.1");
    assertThat(failure.code()).isEqualTo(ErrorCode.CONFIGURATION);
  }

  private Peer peer(Inbox there, Map<String, String> settings) {
    ExchangeEnd end = ends.open(there, settings);
    return ends.open(new Inbox(), settings).connect(end.address(), Ends.SOON);
  }
}
