package io.github.bellows.worker.exchange;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.netty.channel.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.server.TransportServer;
import org.apache.spark.util.Utils;
import scala.Tuple2;

/**
 * One process's end of the exchange of one run. Thread-safe.
 *
 * <p>It uses Spark's transport with the application's settings: {@code spark.network.*}, and the
 * keys of {@link ExchangeKeys}. Security is that of Spark's block service:
 *
 * <table>
 * <caption>Settings of security</caption>
 * <tr><th>setting</th><th>what happens</th></tr>
 * <tr><td>{@code spark.authenticate}</td>
 *     <td>both ends prove that they know the application's secret; without a secret: refused</td></tr>
 * <tr><td>{@code spark.network.crypto.enabled}</td>
 *     <td>AES/CTR; without {@code spark.authenticate}: refused. {@code saslFallback} is off, so
 *     that nobody can make two ends talk in the clear</td></tr>
 * <tr><td>{@code spark.network.crypto.cipher = AES/GCM/NoPadding}</td>
 *     <td>refused: a connection of Spark 3.5 loses every message after the first</td></tr>
 * <tr><td>{@code spark.authenticate.enableSaslEncryption}</td>
 *     <td>DIGEST-MD5 encryption, demanded by both ends; AES if that is on too; without {@code
 *     spark.authenticate}: refused</td></tr>
 * <tr><td>{@code spark.ssl.rpc.enabled}</td>
 *     <td>refused: Spark 3.5 ignores it, and would send in the clear</td></tr>
 * <tr><td>other {@code spark.ssl.*}, {@code spark.io.encryption.*}</td>
 *     <td>concern web pages and local files, not the traffic between processes</td></tr>
 * </table>
 *
 * <p>Each end looks whether the connection is encrypted, and refuses the peer if it should be and
 * is not. A connection on which something is unanswered and nothing moves for {@code
 * spark.bellows.io.connectionTimeout} ({@code spark.network.timeout}, 120 s) is lost.
 */
public final class ExchangeEnd implements AutoCloseable {
  private static final int IDLE_BUFFERS = 16;

  private final String applicationId;
  private final TransportSettings settings;
  private final ThreadPoolExecutor calls;
  private final Arrivals arrivals;
  private final TransportContext context;
  private final TransportServer server;
  private final TransportClientFactory factory;
  private final Address address;
  private final BufferPool pool = new BufferPool(IDLE_BUFFERS);
  private final ConcurrentMap<Address, Connecting> peers = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private ExchangeEnd(
      String applicationId,
      TransportSettings settings,
      Bound bound,
      int threads,
      Receiver receiver) {
    this.applicationId = applicationId;
    this.settings = settings;
    calls = callThreads(threads);
    arrivals = new Arrivals(applicationId, settings, receiver, calls);
    context = new TransportContext(settings.transport(), arrivals);
    server = bound.listen(context, settings);
    address = new Address(bound.host, server.getPort());
    factory = context.createClientFactory(settings.clientBootstraps());
  }

  /** The name others know this machine by, and the one it binds to. */
  private record Bound(String host, String bindHost) {
    TransportServer listen(TransportContext context, TransportSettings settings) {
      try {
        return Utils.startServiceOnPort(
                settings.port(),
                (Object port) -> served(context, (Integer) port, settings),
                settings.spark(),
                "bellows")
            ._1();
      } catch (Exception e) { // The transport throws checked exceptions without saying so.
        context.close();
        if (settings.port() != 0 && Utils.isBindCollision(e)) {
          throw ExchangeKeys.taken(settings.spark(), settings.role(), bindHost);
        }
        throw new TrainingException(
            ErrorCode.CONFIGURATION,
            "host = " + bindHost + ": this process cannot listen there: " + e.getMessage(),
            e);
      }
    }

    private Tuple2<TransportServer, Object> served(
        TransportContext context, int port, TransportSettings settings) {
      TransportServer server = context.createServer(bindHost, port, settings.serverBootstraps());
      return new Tuple2<>(server, server.getPort());
    }
  }

  /**
   * Opens an end on a free port, or on one of those that {@link ExchangeKeys} name.
   *
   * @param applicationId Spark's name of the application; other applications are refused
   * @param host the name or number of this machine; it binds to it, and others connect to it
   * @param threads network threads in each direction, and threads for answers, at most
   * @throws TrainingException CONFIGURATION if the settings ask for what the transport does not
   *     give, or the host is not of this machine; NO_CAPACITY if all ports of a range are taken
   */
  public static ExchangeEnd open(
      SparkConf conf,
      SecurityManager security,
      String applicationId,
      String host,
      int threads,
      Receiver receiver) {
    TransportSettings settings = TransportSettings.of(conf, security, applicationId, threads);
    return new ExchangeEnd(applicationId, settings, new Bound(host, host), threads, receiver);
  }

  /**
   * Opens an end with what Spark's own services of this process use: its settings, its secret, the
   * host its block manager is known by.
   *
   * @throws IllegalStateException outside a Spark driver or executor
   */
  public static ExchangeEnd ofSpark(int threads, Receiver receiver) {
    SparkEnv env = SparkEnv.get();
    if (env == null) {
      throw new IllegalStateException("there is no Spark in this process");
    }
    String host = env.blockManager().blockManagerId().host();
    SparkConf conf = env.conf();
    // Behind a translated address the driver is known by one name and binds to another.
    String bindHost =
        env.executorId().equals("driver") ? conf.get("spark.driver.bindAddress", host) : host;
    String application = conf.getAppId();
    TransportSettings settings =
        TransportSettings.of(conf, env.securityManager(), application, threads);
    return new ExchangeEnd(application, settings, new Bound(host, bindHost), threads, receiver);
  }

  private static ThreadPoolExecutor callThreads(int threads) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "bellows-call");
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Returns where this end listens. */
  public Address address() {
    return address;
  }

  /**
   * Sends and accepts only messages of this fence from now on. Ends get a new fence before the
   * first message of it is sent: one that comes earlier is refused.
   */
  public void fence(Fence fence) {
    arrivals.fence(fence);
  }

  /**
   * Returns the peer at an address, connected. The same one for every call, until it is lost.
   *
   * @param deadline how long to wait for connection, handshake and greeting
   * @throws TrainingException NO_CAPACITY if nobody answers there in time; CONFIGURATION if the two
   *     ends do not agree on application, secret or encryption
   */
  public Peer connect(Address address, Duration deadline) {
    if (closed.get()) {
      throw new IllegalStateException("this end is closed");
    }
    Connecting connecting =
        peers.compute(
            address,
            (key, known) -> {
              if (known != null && known.isOfUse()) {
                return known;
              }
              Connecting next = new Connecting(key);
              next.start(() -> connected(key, deadline));
              return next;
            });
    return connecting.await(deadline);
  }

  private ConnectedPeer connected(Address to, Duration deadline) {
    List<TransportClient> clients = new ArrayList<>();
    for (int i = 0; i < settings.transport().numConnectionsPerPeer(); i++) {
      clients.add(client(to));
    }
    ConnectedPeer peer = new ConnectedPeer(to, clients, settings, arrivals, pool);
    Connection connection = Connection.outgoing(peer::close);
    try {
      for (TransportClient client : clients) {
        arrivals.watch(client.getChannel(), connection);
        settings.checkEncrypted(client.getChannel(), to);
      }
      peer.greet(new Answers.Greeting(applicationId, address), deadline);
      connection.greeted(to);
      if (!peer.isActive()) {
        throw new TrainingException(
            ErrorCode.NO_CAPACITY, "peer " + to + ": it closed the connection at once");
      }
      return peer;
    } catch (RuntimeException e) {
      peer.close();
      throw e;
    }
  }

  private TransportClient client(Address to) {
    try {
      return factory.createUnmanagedClient(to.host(), to.port());
    } catch (IOException e) {
      throw new TrainingException(
          ErrorCode.NO_CAPACITY, "peer " + to + ": cannot be reached: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingException(ErrorCode.INTERRUPTED, "connecting to " + to);
    } catch (RuntimeException e) {
      throw settings.handshakeFailure(to, e);
    }
  }

  /**
   * Closes all connections and stops listening; from then on the receiver hears nothing more. The
   * transport's threads end some seconds later. Not to be called by the receiver.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    List<Channel> open = arrivals.close();
    peers.values().forEach(Connecting::close);
    open.forEach(channel -> channel.close().awaitUninterruptibly(10, TimeUnit.SECONDS));
    server.close();
    factory.close();
    context.close();
    calls.shutdownNow();
    pool.close();
  }
}
