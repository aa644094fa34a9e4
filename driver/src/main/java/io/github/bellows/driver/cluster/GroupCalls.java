package io.github.bellows.driver.cluster;

import io.github.bellows.worker.exchange.ExchangeEnd;
import io.github.bellows.worker.exchange.Frame;
import io.github.bellows.worker.exchange.Peer;
import io.github.bellows.worker.gang.Assignment;
import io.github.bellows.worker.gang.Control;
import io.github.bellows.worker.gang.GangRun;
import io.github.bellows.worker.gang.StateParts;
import io.github.bellows.worker.gang.StateTransfer;
import io.github.bellows.worker.group.MethodArrays;
import io.github.bellows.worker.task.JavaBytes;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the driver says to the groups of a gang.
 *
 * @param end the driver's
 * @param run whose deadline every call has
 */
record GroupCalls(ExchangeEnd end, GangRun run) {
  /** The number of the driver as a sender of what is not a message of a round. */
  private static final int DRIVER = -1;

  private static final Logger LOG = LoggerFactory.getLogger(GroupCalls.class);
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  /** Returns the end of a group. */
  Peer peer(Assignment group) {
    return end.connect(group.addresses().get(group.self()), run.deadline());
  }

  /** Calls a group and waits for its answer. */
  void call(Assignment group, Control control, @Nullable Serializable request) {
    byte[] bytes = request == null ? new byte[0] : JavaBytes.write(request);
    ByteBuffer unused =
        peer(group).call(DRIVER, control.kind(), ByteBuffer.wrap(bytes), run.deadline());
  }

  /** Tells a group something, if it can be reached. */
  void tell(Assignment group, Control control, byte[] body) {
    try {
      peer(group)
          .send(new Frame(DRIVER, control.kind(), group.segment(), 0, 0, ByteBuffer.wrap(body)));
    } catch (RuntimeException e) {
      LOG.debug("{} cannot be told", group.names().get(group.self()), e);
    }
  }

  /** Sends the numbers that a group needs when it begins. */
  void send(Assignment group, MethodArrays arrays) {
    List<StateParts.Part> needed =
        StateParts.needed(StateParts.whole(arrays), run.method(), group.own());
    StateTransfer.send(peer(group), DRIVER, group.segment(), needed);
  }

  /** Tells a group that the run is over, if it can be reached. */
  void dismiss(Assignment group) {
    try {
      ByteBuffer unused =
          peer(group).call(DRIVER, Control.BYE.kind(), ByteBuffer.allocate(0), FAREWELL);
    } catch (RuntimeException e) {
      LOG.debug("{} does not hear the end", group.names().get(group.self()), e);
    }
  }
}
