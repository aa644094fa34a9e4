package io.github.bellows.driver.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TensorBoardEventsTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_767_225_600_250L);

  /** The expected bytes are TensorBoard's own: {@code scripts/golden/tensorboard_events.py}. */
  @Test
  void writesTheBytesThatTensorBoardWrites() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    try (TensorBoardEvents events = TensorBoardEvents.start(out, clock, 300)) {
      events.scalars(300, new TreeMap<>(Map.of("train/loss", 2.25, "train/learningRate", 0.001)));
      events.scalars(5_000_000_000L, Map.of("validation/größe", Double.POSITIVE_INFINITY));
    }
    try (InputStream golden =
        Objects.requireNonNull(getClass().getResourceAsStream("/golden/report/events.tfrecord"))) {
      assertThat(out.toByteArray()).isEqualTo(golden.readAllBytes());
    }
  }

  @Test
  void flushesEachStepAndClosesTheStream() throws IOException {
    Counting out = new Counting();
    TensorBoardEvents events = TensorBoardEvents.start(out, Clock.systemUTC(), 0);
    int flushed = out.flushes;
    events.scalars(1, Map.of("loss", 1.0));
    assertThat(out.flushes).isEqualTo(flushed + 1);
    assertThat(out.closed).isFalse();
    events.close();
    assertThat(out.closed).isTrue();
  }

  private static final class Counting extends ByteArrayOutputStream {
    private int flushes;
    private boolean closed;

    @Override
    public void flush() {
      flushes++;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void namesFilesAsTensorBoardFindsThem() {
    assertThat(TensorBoardEvents.fileName(NOW, "host"))
        .isEqualTo("events.out.tfevents.1767225600.host");
  }
}
