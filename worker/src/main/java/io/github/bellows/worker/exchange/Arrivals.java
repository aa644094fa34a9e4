package io.github.bellows.worker.exchange;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.netty.channel.Channel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.zip.CRC32C;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.StreamCallbackWithID;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.OneForOneStreamManager;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What arrives at an end: frames, calls, greetings, and the end of connections. */
final class Arrivals extends RpcHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);

  private final String applicationId;
  private final TransportSettings settings;
  private final Receiver receiver;
  private final Executor calls;
  private final ConcurrentMap<Channel, Connection> connections = new ConcurrentHashMap<>();
  private final StreamManager noStreams = new OneForOneStreamManager();
  private volatile @Nullable Fence fence;
  private volatile boolean closed;

  Arrivals(String applicationId, TransportSettings settings, Receiver receiver, Executor calls) {
    this.applicationId = applicationId;
    this.settings = settings;
    this.receiver = receiver;
    this.calls = calls;
  }

  void fence(Fence next) {
    fence = next;
  }

  /** Returns the fence of messages to send now. */
  Fence currentFence() {
    Fence current = fence;
    if (current == null) {
      throw new IllegalStateException("an end sends nothing before it has a fence");
    }
    return current;
  }

  /** Watches a connection this end opened. */
  void watch(Channel channel, Connection connection) {
    connections.put(channel, connection);
    if (!channel.isActive()) {
      connections.remove(channel);
    }
  }

  /** Stops watching a connection, because this end closes it. */
  void forget(Channel channel) {
    connections.remove(channel);
  }

  /** Reports nothing from now on. Returns the channels still open. */
  List<Channel> close() {
    closed = true;
    return List.copyOf(connections.keySet());
  }

  // ---- frames

  @Override
  public StreamCallbackWithID receiveStream(
      TransportClient client, ByteBuffer meta, RpcResponseCallback callback) {
    return new Inflow(this, connection(client), meta);
  }

  void deliver(Frame frame) {
    if (closed) {
      return;
    }
    try {
      receiver.received(frame);
    } catch (RuntimeException e) {
      LOG.error("The receiver of {} failed", frame, e);
      receiver.refused(frame + ": its receiver failed: " + e);
    }
  }

  /** Tells the owner that a peer refused a frame of ours. */
  void rejected(Address peer, String fault) {
    if (!closed) {
      receiver.rejected(peer, fault);
    }
  }

  void refuse(Connection connection, @Nullable Header header, String fault) {
    if (!closed) {
      Address peer = connection.peer();
      receiver.refused(
          "message from %s (%s): %s"
              .formatted(
                  peer == null ? "a stranger" : peer,
                  header == null ? "no header" : header.name(),
                  fault));
    }
  }

  /** Returns what is wrong with the fence of a message, or null. */
  @Nullable String fenceFault(Fence theirs) {
    Fence ours = fence;
    if (ours == null) {
      return "it is of " + theirs + ", and this end has no run yet";
    }
    return ours.equals(theirs) ? null : "it is of " + theirs + ", and this end of " + ours;
  }

  // ---- calls

  @Override
  public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback callback) {
    Connection connection = connection(client);
    Header header = Header.read(message);
    String fault = fault(connection, header, message);
    if (header == null || fault != null) {
      refuse(connection, header, String.valueOf(fault));
      callback.onFailure(new IOException("refused: " + fault));
      return;
    }
    // Copied: the transport takes the message back when this returns.
    ByteBuffer body = ByteBuffer.allocate(header.length()).order(ByteOrder.LITTLE_ENDIAN);
    body.put(message.slice(message.position() + Header.BYTES, header.length())).flip();
    if (header.type() == Header.GREETING) {
      answer(header, () -> greeted(client, connection, body), callback);
      return;
    }
    try {
      calls.execute(() -> answer(header, () -> called(connection, header, body), callback));
    } catch (RejectedExecutionException e) {
      callback.onFailure(new IOException("the end is closed", e));
    }
  }

  private static @Nullable String fault(
      Connection connection, @Nullable Header header, ByteBuffer message) {
    if (header == null) {
      return "it has " + message.remaining() + " bytes, too few for a message";
    }
    if (header.fault() != null) {
      return header.fault();
    }
    if (header.length() != message.remaining() - Header.BYTES) {
      return "it has not the " + header.length() + " bytes it says";
    }
    CRC32C sum = Header.sumOf(message);
    sum.update(message.slice(message.position() + Header.BYTES, header.length()));
    if ((int) sum.getValue() != header.checksum()) {
      return "its checksum is wrong: it changed on the way";
    }
    boolean greeting = header.type() == Header.GREETING;
    if (connection.isOutgoing() || (!greeting && connection.peer() == null)) {
      return "it came before a greeting";
    }
    return greeting || header.type() == Header.CALL ? null : "it is no call";
  }

  private ByteBuffer called(Connection connection, Header header, ByteBuffer request) {
    String fault = fenceFault(header.fence());
    if (fault != null) {
      refuse(connection, header, fault);
      throw new TrainingException(ErrorCode.NO_CAPACITY, "call refused: " + fault);
    }
    return receiver.called(header.frame().sender(), header.frame().kind(), request);
  }

  private ByteBuffer greeted(TransportClient client, Connection connection, ByteBuffer body) {
    Answers.Greeting greeting;
    try {
      greeting = Answers.greeting(body);
    } catch (IOException e) {
      throw new TrainingException(ErrorCode.INTERNAL, "a greeting cannot be read", e);
    }
    if (!greeting.applicationId().equals(applicationId)) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "application = " + greeting.applicationId(),
          "this end belongs to application " + applicationId,
          "Another application took over the port; start the run again");
    }
    settings.checkEncrypted(client.getChannel(), greeting.address());
    connection.greeted(greeting.address());
    return ByteBuffer.allocate(0);
  }

  private interface Answerer {
    ByteBuffer answer();
  }

  private void answer(Header header, Answerer answerer, RpcResponseCallback callback) {
    ByteBuffer body;
    int type = Header.ANSWER;
    try {
      body = answerer.answer();
    } catch (TrainingException e) {
      body = Answers.of(e);
      type = Header.ERROR;
    } catch (RuntimeException e) {
      LOG.error("A call ({}) failed", header.name(), e);
      body = Answers.of(new TrainingException(ErrorCode.INTERNAL, "a call failed: " + e));
      type = Header.ERROR;
    }
    Frame called = header.frame();
    Frame frame = new Frame(called.sender(), called.kind(), called.sequence(), 0, 0, body);
    callback.onSuccess(Header.whole(type, header.fence(), frame));
  }

  // ---- connections

  @Override
  public void exceptionCaught(Throwable cause, TransportClient client) {
    Connection connection = connections.get(client.getChannel());
    if (connection != null) {
      connection.trouble(String.valueOf(cause));
    }
  }

  @Override
  public void channelInactive(TransportClient client) {
    Connection connection = connections.remove(client.getChannel());
    if (connection == null || closed) {
      return;
    }
    connection.end();
    Address peer = connection.peer();
    if (peer != null) {
      receiver.lost(peer, connection.reason());
    }
  }

  @Override
  public StreamManager getStreamManager() {
    return noStreams;
  }

  private Connection connection(TransportClient client) {
    return connections.computeIfAbsent(client.getChannel(), channel -> Connection.incoming());
  }
}
