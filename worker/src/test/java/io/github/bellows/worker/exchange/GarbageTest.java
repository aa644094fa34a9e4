package io.github.bellows.worker.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.buffer.NioManagedBuffer;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.netty.SparkTransportConf;
import org.apache.spark.network.server.NoOpRpcHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Strangers that speak nonsense, and headers that lie. The end refuses them and works on. */
class GarbageTest {
  private static final int LENGTH_AT = 44;

  private final Ends ends = new Ends();
  private final Inbox inbox = new Inbox();
  private ExchangeEnd end;

  @BeforeEach
  void open() {
    end = ends.open(inbox, Map.of());
  }

  @AfterEach
  void close() throws Exception {
    Peer peer = ends.open(new Inbox(), Map.of()).connect(end.address(), Ends.SOON);
    peer.send(Ends.frame(99, 0, 1000));
    assertThat(Inbox.first(inbox.frames)).isEqualTo(Ends.frame(99, 0, 1000));
    ends.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 9, 1000, 300_000})
  void randomBytesAreThrownAway(int count) throws IOException {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    try (Socket socket = new Socket(Ends.HOST, end.address().port())) {
      socket.setSoTimeout((int) Ends.SOON.toMillis());
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
      socket.shutdownOutput();
      assertThat(endOf(socket)).isTrue();
    }
    assertThat(inbox.frames).isEmpty();
    assertThat(inbox.losses).isEmpty();
  }

  private static boolean endOf(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException reset) {
      return !(reset instanceof SocketTimeoutException);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "999, it has more than the 999 bytes it says",
    "1001, it has 1000 of the 1001 bytes it says",
    "-1, it says it has -1 bytes",
    "2147483647, it says it has 2147483647 bytes",
    "67108864, it has 1000 of the 67108864 bytes it says"
  })
  void aLyingLengthIsRefusedWithoutMemoryForIt(int length, String reason) throws Exception {
    long before = directBytes();
    ByteBuffer header = Header.of(Header.FRAME, Ends.FENCE, Ends.frame(6, 0, 250));
    stranger(
        client -> {
          greet(client);
          upload(client, header.putInt(LENGTH_AT, length), 1000);
        });
    assertThat(Inbox.first(inbox.refusals)).contains("sequence 6").contains(reason);
    assertThat(directBytes() - before).isLessThan(40L << 20);
  }

  @Test
  void aFrameBeforeAGreetingIsRefused() throws Exception {
    Frame frame = Ends.frame(6, 0, 250);
    stranger(client -> upload(client, Header.of(Header.FRAME, Ends.FENCE, frame), 1000));
    assertThat(Inbox.first(inbox.refusals)).contains("a stranger").contains("before a greeting");
  }

  @Test
  void aHeaderThatIsTooShortIsRefused() throws Exception {
    stranger(
        client -> {
          greet(client);
          upload(client, ByteBuffer.allocate(20), 1000);
        });
    assertThat(Inbox.first(inbox.refusals)).contains("has 20 bytes instead of 52");
  }

  @Test
  void aMessageOfAnotherProtocolIsRefused() throws Exception {
    stranger(client -> client.send(Ends.text("GET / HTTP/1.1, and more than a header's length")));
    assertThat(Inbox.first(inbox.refusals)).contains("a stranger");
    stranger(client -> call(client, ByteBuffer.allocate(200)));
    await().atMost(Ends.SOON).until(() -> inbox.refusals.size() == 2);
    assertThat(inbox.refusals.get(1)).contains("does not begin as a message of Bellows does");
  }

  private interface Talk {
    void with(TransportClient client) throws Exception;
  }

  /** Speaks the transport's own protocol to the end, without being an end. */
  private void stranger(Talk talk) throws Exception {
    TransportContext context =
        new TransportContext(
            SparkTransportConf.fromSparkConf(
                new SparkConf(false), "stranger", 1, scala.Option.empty()),
            new NoOpRpcHandler());
    try (context;
        TransportClientFactory factory = context.createClientFactory();
        TransportClient client = factory.createClient(Ends.HOST, end.address().port())) {
      talk.with(client);
      await().atMost(Ends.SOON).until(() -> !inbox.refusals.isEmpty());
    }
  }

  private static void greet(TransportClient client) throws Exception {
    Answers.Greeting greeting = new Answers.Greeting("app-1", new Address("there", 1));
    Frame frame = new Frame(0, 0, 0, 0, 0, Answers.of(greeting));
    call(client, Header.whole(Header.GREETING, new Fence(0, 0), frame));
  }

  private static void call(TransportClient client, ByteBuffer message) throws Exception {
    CompletableFuture<Boolean> answered = new CompletableFuture<>();
    client.sendRpc(message, completing(answered));
    assertThat(answered.get(20, TimeUnit.SECONDS)).isNotNull();
  }

  private static void upload(TransportClient client, ByteBuffer header, int bytes)
      throws Exception {
    CompletableFuture<Boolean> answered = new CompletableFuture<>();
    client.uploadStream(
        new NioManagedBuffer(header),
        new NioManagedBuffer(ByteBuffer.allocate(bytes)),
        completing(answered));
    assertThat(answered.get(20, TimeUnit.SECONDS)).isTrue();
  }

  private static RpcResponseCallback completing(CompletableFuture<Boolean> answered) {
    return new RpcResponseCallback() {
      @Override
      public void onSuccess(ByteBuffer response) {
        answered.complete(true);
      }

      @Override
      public void onFailure(Throwable e) {
        answered.complete(false);
      }
    };
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
