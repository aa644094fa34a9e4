package io.github.bellows.worker.gang;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.worker.exchange.Frame;
import io.github.bellows.worker.exchange.Peer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The numbers of a run on their way to one JVM: network threads write them into its arrays, and
 * someone waits until all of them are there.
 */
public final class StateTransfer {
  private static final int CHUNK = 1 << 18;

  private final Map<Integer, StateParts.Part> targets = new HashMap<>();
  private long missing;

  /** Expects some elements in these arrays; what comes besides them is refused. */
  public StateTransfer(List<StateParts.Part> arrays, long elements) {
    arrays.forEach(part -> targets.put(part.array(), part));
    missing = elements;
  }

  /** Takes a frame; on a network thread. */
  public void received(Frame frame) {
    FloatBuffer values = frame.body().asFloatBuffer();
    int count = values.remaining();
    StateParts.Part target = targets.get(frame.vector());
    if (target == null || frame.from() < target.from() || frame.from() + count > target.to()) {
      throw new IllegalStateException(frame + ": is for an array that is not here");
    }
    values.get(target.values(), frame.from() - target.origin(), count);
    arrived(count);
  }

  /** Takes what is in this JVM. */
  public void take(StateParts.Part part) {
    StateParts.Part target = Objects.requireNonNull(targets.get(part.array()));
    int count = part.to() - part.from();
    System.arraycopy(
        part.values(),
        part.from() - part.origin(),
        target.values(),
        part.from() - target.origin(),
        count);
    arrived(count);
  }

  private synchronized void arrived(int count) {
    missing -= count;
    notifyAll();
  }

  /**
   * Waits until all is there.
   *
   * @param from who sends it, for the message
   * @throws TrainingException NO_CAPACITY if the deadline passes first
   */
  public synchronized void await(Duration deadline, String from) throws InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    while (missing > 0) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw TrainingException.of(
            ErrorCode.NO_CAPACITY,
            "state of the run",
            "waited " + deadline.toSeconds() + " s for " + missing + " numbers from " + from,
            "Resume the run; if it happens again, look at the network between the executors");
      }
      wait(left);
    }
  }

  /** Sends some parts to a peer. */
  public static void send(Peer peer, int sender, long segment, List<StateParts.Part> parts) {
    for (StateParts.Part part : parts) {
      for (int from = part.from(); from < part.to(); from += CHUNK) {
        int count = Math.min(CHUNK, part.to() - from);
        ByteBuffer body = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        body.asFloatBuffer().put(part.values(), from - part.origin(), count);
        peer.send(new Frame(sender, Control.STATE.kind(), segment, part.array(), from, body));
      }
    }
  }
}
