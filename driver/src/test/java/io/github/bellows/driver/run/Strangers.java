package io.github.bellows.driver.run;

import io.github.bellows.common.error.TrainingException;
import io.github.bellows.worker.exchange.Address;
import io.github.bellows.worker.exchange.ExchangeEnd;
import io.github.bellows.worker.exchange.Frame;
import io.github.bellows.worker.exchange.Receiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;

/**
 * Processes that try to speak to the exchange of a running application.
 *
 * @param application its name for itself
 * @param settings its settings
 */
record Strangers(String application, Map<String, String> settings) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String LISTENING = "0A";

  /** Hears nothing. */
  private static final class Deaf implements Receiver {
    @Override
    public void received(Frame frame) {}

    @Override
    public ByteBuffer called(int sender, int kind, ByteBuffer request) {
      return ByteBuffer.allocate(0);
    }

    @Override
    public void lost(Address peer, String reason) {}

    @Override
    public void refused(String reason) {}
  }

  /** Returns the ports at which some of these listen to whoever knows a secret. */
  List<Integer> admitted(List<Integer> ports, String secret) {
    SparkConf conf = new SparkConf(false);
    settings.forEach(conf::set);
    conf.set("spark.authenticate.secret", secret);
    SecurityManager security =
        new SecurityManager(
            conf, scala.Option.empty(), SecurityManager.$lessinit$greater$default$3());
    List<Integer> admitted = new ArrayList<>();
    try (ExchangeEnd end =
        ExchangeEnd.open(conf, security, application, "127.0.0.1", 2, new Deaf())) {
      for (int port : ports) {
        try {
          Object unused = end.connect(new Address("127.0.0.1", port), PATIENCE);
          admitted.add(port);
        } catch (TrainingException e) {
          // Refused, or not an end of the exchange.
        }
      }
    }
    return admitted;
  }

  /** Returns the ports at which this JVM and the processes below it listen. */
  List<Integer> listening() {
    try {
      Set<String> sockets = new HashSet<>();
      List<ProcessHandle> processes =
          Stream.concat(Stream.of(ProcessHandle.current()), ProcessHandle.current().descendants())
              .toList();
      for (ProcessHandle process : processes) {
        sockets.addAll(sockets(process.pid()));
      }
      List<Integer> ports = new ArrayList<>();
      for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
        for (String line : Files.readAllLines(Path.of(table))) {
          String[] columns = line.trim().split(" +", -1);
          if (columns[3].equals(LISTENING) && sockets.contains("socket:[" + columns[9] + "]")) {
            ports.add(Integer.parseInt(columns[1].substring(columns[1].indexOf(':') + 1), 16));
          }
        }
      }
      return ports;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> sockets(long pid) throws IOException {
    List<String> sockets = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      for (Path file : files.toList()) {
        try {
          sockets.add(Files.readSymbolicLink(file).toString());
        } catch (IOException e) {
          // It was closed meanwhile.
        }
      }
    }
    return sockets;
  }
}
