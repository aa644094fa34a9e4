package io.github.bellows.worker.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
    Peer peer = peer(Map.of());
    for (int i = 0; i < 50; i++) {
      peer.send(Ends.frame(i, 100 * i, 1 + 997 * i));
    }
    await().atMost(Ends.SOON).until(() -> inbox.frames.size() == 50);
    for (int i = 0; i < 50; i++) {
      assertThat(inbox.frames.get(i)).isEqualTo(Ends.frame(i, 100 * i, 1 + 997 * i));
    }
  }

  @Test
  void aCallReturnsItsAnswer() {
    ByteBuffer answer = peer(Map.of()).call(4, 9, Ends.text("question"), Ends.SOON);
    assertThat(Ends.text(answer)).isEqualTo("4/9/question");
  }

  private Peer peer(Map<String, String> settings) {
    ExchangeEnd there = ends.open(inbox, settings);
    return ends.open(new Inbox(), settings).connect(there.address(), Ends.SOON);
  }
}
