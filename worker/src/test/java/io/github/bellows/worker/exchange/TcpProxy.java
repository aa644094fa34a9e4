package io.github.bellows.worker.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between two ends, and sees or changes what goes from the one that connects. */
final class TcpProxy implements AutoCloseable {
  /** What happens to bytes on their way. */
  interface Tap {
    /**
     * Sees bytes before they go on, and may change them.
     *
     * @param offset the bytes that went this way before
     * @return whether they go on; if not, both connections end
     */
    boolean pass(byte[] bytes, int count, long offset);
  }

  private final ServerSocket server;
  private final Address target;
  private final Tap tap;
  private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

  TcpProxy(Address target, Tap tap) throws IOException {
    this.target = target;
    this.tap = tap;
    server = new ServerSocket(0, 50, InetAddress.getByName(Ends.HOST));
    start(this::accept);
  }

  Address address() {
    return new Address(Ends.HOST, server.getLocalPort());
  }

  private void accept() throws IOException {
    while (true) {
      Socket from = server.accept();
      Socket to = new Socket(target.host(), target.port());
      open.add(from);
      open.add(to);
      start(() -> pump(from, to, tap));
      start(() -> pump(to, from, (bytes, count, offset) -> true));
    }
  }

  private static void pump(Socket from, Socket to, Tap tap) throws IOException {
    byte[] bytes = new byte[16 << 10];
    long offset = 0;
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int count = in.read(bytes);
      while (count > 0 && tap.pass(bytes, count, offset)) {
        out.write(bytes, 0, count);
        offset += count;
        count = in.read(bytes);
      }
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // One side closed; the other is closed with it.
              }
            },
            "tcp-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws Exception {
    server.close();
    for (AutoCloseable socket : open) {
      socket.close();
    }
  }
}
