package io.github.bellows.worker.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ends behind a firewall listen in a range of ports. */
class PortsTest {
  private static final int RETRIES = 20;

  private final Ends ends = new Ends();

  @AfterEach
  void closeEnds() throws Exception {
    ends.close();
  }

  private ExchangeEnd end(int port, int retries) {
    Map<String, String> settings = new HashMap<>();
    settings.put("spark.bellows.io.port", String.valueOf(port));
    settings.put("spark.port.maxRetries", String.valueOf(retries));
    return ends.open(new Inbox(), settings);
  }

  /** Takes the place of whatever else listens on this machine. */
  private static ServerSocket taken() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getByName(Ends.HOST));
  }

  @Test
  void theNextFreePortOfTheRangeIsTaken() throws IOException {
    try (ServerSocket taken = taken()) {
      int base = taken.getLocalPort();
      ExchangeEnd first = end(base, RETRIES);
      ExchangeEnd second = end(base, RETRIES);
      assertThat(first.address().port()).isBetween(base + 1, base + RETRIES);
      assertThat(second.address().port())
          .isBetween(base + 1, base + RETRIES)
          .isNotEqualTo(first.address().port());
      assertThat(second.connect(first.address(), Ends.SOON)).isNotNull();
    }
  }

  @Test
  void aRangeWithoutAFreePortIsNamed() throws IOException {
    try (ServerSocket taken = taken()) {
      int base = taken.getLocalPort();
      assertThatThrownBy(() -> end(base, 0))
          .isInstanceOfSatisfying(
              TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_CAPACITY))
          .hasMessage(
              "spark.bellows.io.port = %d: all ports from %d to %d of 127.0.0.1 are taken. Raise"
                  + " spark.port.maxRetries, or write another first port.",
              base, base, base);
    }
  }
}
