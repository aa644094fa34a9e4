package io.github.bellows.worker.exchange;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.apache.spark.network.buffer.NioManagedBuffer;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;

/** The connections to one peer. Lost as a whole when one of them is. */
final class ConnectedPeer implements Peer {
  private final Address address;
  private final List<TransportClient> clients;
  private final TransportSettings settings;
  private final Arrivals arrivals;
  private final BufferPool pool;
  private final AtomicInteger turn = new AtomicInteger();

  ConnectedPeer(
      Address address,
      List<TransportClient> clients,
      TransportSettings settings,
      Arrivals arrivals,
      BufferPool pool) {
    this.address = address;
    this.clients = List.copyOf(clients);
    this.settings = settings;
    this.arrivals = arrivals;
    this.pool = pool;
  }

  @Override
  public Address address() {
    return address;
  }

  boolean isActive() {
    return clients.stream().allMatch(TransportClient::isActive);
  }

  @Override
  public void send(Frame frame) {
    TransportClient client = client(frame.body().remaining());
    Fence fence = arrivals.currentFence();
    ByteBuffer copy = pool.take(frame.body().remaining());
    ByteBuffer header = Header.of(Header.FRAME, fence, frame, copy);
    write(client, header, new LentBuffer(copy.flip(), () -> pool.give(copy)));
  }

  @Override
  public void lend(Frame frame, Runnable returned) {
    TransportClient client = client(frame.body().remaining());
    ByteBuffer header = Header.of(Header.FRAME, arrivals.currentFence(), frame);
    write(client, header, new LentBuffer(frame.body().slice(), returned));
  }

  private void write(TransportClient client, ByteBuffer header, LentBuffer body) {
    client.uploadStream(
        new NioManagedBuffer(header),
        body,
        new RpcResponseCallback() {
          @Override
          public void onSuccess(ByteBuffer fault) {
            if (fault.hasRemaining()) {
              arrivals.rejected(address, StandardCharsets.UTF_8.decode(fault).toString());
            }
          }

          @Override
          public void onFailure(Throwable e) {
            // The loss of the connection is told by itself; the body may never have been taken.
            body.release();
          }
        });
  }

  @Override
  public ByteBuffer call(int sender, int kind, ByteBuffer request, Duration deadline) {
    Fence fence = arrivals.currentFence();
    Frame frame = new Frame(sender, kind, 0, 0, 0, request);
    return call(client(request.remaining()), Header.CALL, fence, frame, deadline);
  }

  /** Says who we are on every connection; the peer accepts nothing before. */
  void greet(Answers.Greeting greeting, Duration deadline) {
    Frame frame = new Frame(0, 0, 0, 0, 0, Answers.of(greeting));
    for (TransportClient client : clients) {
      call(client, Header.GREETING, new Fence(0, 0), frame, deadline);
    }
  }

  private ByteBuffer call(
      TransportClient client, int type, Fence fence, Frame frame, Duration deadline) {
    String what = type == Header.GREETING ? "greeting" : "call of kind " + frame.kind();
    CompletableFuture<ByteBuffer> answer = new CompletableFuture<>();
    long id = client.sendRpc(Header.whole(type, fence, frame), new Answer(answer));
    try {
      return opened(answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS), fence);
    } catch (TimeoutException e) {
      client.removeRpcRequest(id);
      throw TrainingException.of(
          ErrorCode.NO_CAPACITY,
          what + " to " + address,
          "no answer within " + deadline.toMillis() + " ms",
          "Look whether the process there still runs and how busy its machine is");
    } catch (ExecutionException | IOException e) {
      if (type == Header.GREETING && !(e.getCause() instanceof IOException)) {
        throw settings.disagreement(address, e);
      }
      String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new TrainingException(
          ErrorCode.NO_CAPACITY, what + " to " + address + " failed: " + first, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingException(ErrorCode.INTERRUPTED, what + " to " + address + " interrupted");
    }
  }

  /** Returns the body of an answer; throws the error it carries. */
  private static ByteBuffer opened(ByteBuffer message, Fence fence) throws IOException {
    Header header = Header.read(message);
    if (header == null
        || header.fault() != null
        || header.length() != message.remaining() - Header.BYTES) {
      throw new IOException("the answer is garbage");
    }
    ByteBuffer body = message.slice(Header.BYTES, header.length()).order(ByteOrder.LITTLE_ENDIAN);
    CRC32C sum = Header.sumOf(message);
    sum.update(body.duplicate());
    if ((int) sum.getValue() != header.checksum() || !header.fence().equals(fence)) {
      throw new IOException("the answer changed on the way");
    }
    if (header.type() == Header.ERROR) {
      throw Answers.error(body);
    }
    return body;
  }

  private TransportClient client(int bodyBytes) {
    if (bodyBytes > Frame.LONGEST_BODY) {
      throw new IllegalArgumentException(
          "a body of " + bodyBytes + " bytes, more than " + Frame.LONGEST_BODY);
    }
    TransportClient client = clients.get(Math.floorMod(turn.getAndIncrement(), clients.size()));
    if (!client.isActive()) {
      throw TrainingException.of(
          ErrorCode.NO_CAPACITY,
          "peer " + address,
          "the connection to it is lost",
          "Start again without the process there");
    }
    return client;
  }

  /** Closes the connections, without a report of their loss. */
  void close() {
    for (TransportClient client : clients) {
      arrivals.forget(client.getChannel());
      var unused = client.getChannel().close();
    }
  }

  private record Answer(CompletableFuture<ByteBuffer> future) implements RpcResponseCallback {
    @Override
    public void onSuccess(ByteBuffer response) {
      // Copied: the transport takes the response back when this returns.
      ByteBuffer copy = ByteBuffer.allocate(response.remaining());
      future.complete(copy.put(response).flip());
    }

    @Override
    public void onFailure(Throwable e) {
      future.completeExceptionally(e);
    }
  }
}
