package io.github.bellows.worker.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.TrainingException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages of another run or generation are refused, and told to both sides. */
class FenceTest {
  private final Ends ends = new Ends();
  private final Inbox there = new Inbox();
  private final Inbox here = new Inbox();
  private ExchangeEnd receiving;
  private ExchangeEnd sending;
  private Peer peer;

  @BeforeEach
  void open() {
    receiving = ends.unfenced(there, Map.of());
    sending = ends.unfenced(here, Map.of());
    peer = sending.connect(receiving.address(), Ends.SOON);
    receiving.fence(new Fence(0x50, 4));
  }

  @AfterEach
  void close() throws Exception {
    ends.close();
  }

  @ParameterizedTest
  @CsvSource({"80, 3", "80, 5", "81, 4"})
  void aFrameOfAnotherFenceIsRefused(long run, int generation) {
    sending.fence(new Fence(run, generation));
    peer.send(Ends.frame(17, 0, 1000));
    assertThat(Inbox.first(there.refusals))
        .contains(sending.address().toString())
        .contains("sender 7, kind 3, sequence 17")
        .contains("generation " + generation)
        .contains("this end of run 50, generation 4");
    assertThat(Inbox.first(here.rejections))
        .startsWith(receiving.address() + ": it is of run " + Long.toHexString(run));
    sending.fence(new Fence(0x50, 4));
    peer.send(Ends.frame(18, 0, 1000));
    assertThat(Inbox.first(there.frames)).isEqualTo(Ends.frame(18, 0, 1000));
    assertThat(there.losses).isEmpty();
  }

  @Test
  void aCallOfAnotherFenceIsRefused() {
    sending.fence(new Fence(0x50, 3));
    assertThatThrownBy(() -> peer.call(0, 0, Ends.text(""), Ends.SOON))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining(
            "it is of run 50, generation 3, and this end of run 50, generation 4");
    assertThat(there.refusals).hasSize(1);
  }

  @Test
  void nothingIsSentWithoutAFence() {
    assertThatThrownBy(() -> peer.send(Ends.frame(0, 0, 1)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(there.frames).isEmpty();
  }

  @Test
  void anEndWithoutAFenceAcceptsNothing() {
    Inbox third = new Inbox();
    ExchangeEnd unfenced = ends.unfenced(third, Map.of());
    sending.fence(new Fence(0x50, 4));
    sending.connect(unfenced.address(), Ends.SOON).send(Ends.frame(1, 0, 1));
    assertThat(Inbox.first(third.refusals)).contains("this end has no run yet");
    assertThat(third.frames).isEmpty();
  }
}
