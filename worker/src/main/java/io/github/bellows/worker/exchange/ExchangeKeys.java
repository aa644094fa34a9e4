package io.github.bellows.worker.exchange;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.Nearest;
import io.github.bellows.common.error.TrainingException;
import java.util.List;
import java.util.TreeSet;
import org.apache.spark.SparkConf;
import org.apache.spark.util.Utils;
import scala.Tuple2;

/**
 * Spark's keys for the exchange. Those of its transport have Spark's own names and meaning, with
 * {@code bellows} in the place of {@code shuffle}, {@code rpc} and the like; the ports are looked
 * for as {@code spark.blockManager.port} is.
 *
 * <table>
 * <caption>Keys behind {@code spark.bellows.}</caption>
 * <tr><td>{@code io.numConnectionsPerPeer}, {@code io.connectionTimeout}, …</td>
 *     <td>the transport's; with {@code spark.driver.bellows.} and {@code spark.executor.bellows.}
 *     also {@code io.serverThreads} and {@code io.clientThreads} of one kind of process</td></tr>
 * <tr><td>{@code io.port}</td>
 *     <td>where ends listen: this port or one of the {@code spark.port.maxRetries} after it; 0, the
 *     default, for any. {@code spark.driver.bellows.io.port} and {@code
 *     spark.executor.bellows.io.port} are stronger</td></tr>
 * </table>
 */
public final class ExchangeKeys {
  private static final String PREFIX = "spark." + TransportSettings.MODULE + ".";
  private static final String PORT = "io.port";
  private static final int LOWEST_PORT = 1024;
  private static final int HIGHEST_PORT = 65535;

  /** What Spark's transport reads and the exchange has a use for. */
  private static final List<String> KNOWN =
      List.of(
          PORT,
          "io.mode",
          "io.preferDirectBufs",
          "io.connectionTimeout",
          "io.connectionCreationTimeout",
          "io.backLog",
          "io.numConnectionsPerPeer",
          "io.serverThreads",
          "io.clientThreads",
          "io.receiveBuffer",
          "io.sendBuffer",
          "io.enableTcpKeepAlive",
          "io.enableVerboseMetrics",
          "sasl.timeout");

  private ExchangeKeys() {}

  /**
   * Returns whether a key is meant for the exchange: it begins with {@code spark.bellows.io.} or
   * {@code spark.bellows.sasl.}. All other keys behind {@code spark.bellows.} are of the
   * configuration of a run.
   */
  public static boolean contain(String key) {
    return key.startsWith(PREFIX + "io.") || key.startsWith(PREFIX + "sasl.");
  }

  /**
   * Checks that all keys for the exchange are known and the ports are ports.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if not
   */
  public static void check(SparkConf settings) {
    for (Tuple2<String, String> entry : settings.getAll()) {
      String key = entry._1();
      if (contain(key) && !KNOWN.contains(key.substring(PREFIX.length()))) {
        throw TrainingException.of(
            ErrorCode.CONFIGURATION,
            key + " = " + entry._2(),
            "the exchange has no such key",
            Nearest.to(key.substring(PREFIX.length()), KNOWN)
                .map(near -> "Did you mean " + PREFIX + near + "?")
                .orElse("Its keys are " + new TreeSet<>(KNOWN) + " behind " + PREFIX));
      }
    }
    int unused = port(settings, "driver") + port(settings, "executor");
  }

  /**
   * Returns the first port at which a process tries to listen, 0 for any.
   *
   * @param role driver or executor
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if it is no port
   */
  static int port(SparkConf settings, String role) {
    String key = portKey(settings, role);
    String text = settings.get(key, "0").strip();
    int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : -1;
    if (port != 0 && (port < LOWEST_PORT || port > HIGHEST_PORT)) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          key + " = " + text,
          "must be 0 for any port, or from " + LOWEST_PORT + " to " + HIGHEST_PORT,
          "Write the first port of a range that the firewall lets through");
    }
    return port;
  }

  private static String portKey(SparkConf settings, String role) {
    String own = "spark." + role + "." + TransportSettings.MODULE + "." + PORT;
    return settings.contains(own) ? own : PREFIX + PORT;
  }

  /** Returns the error of a process that finds no free port. */
  static TrainingException taken(SparkConf settings, String role, String host) {
    int first = port(settings, role);
    return TrainingException.of(
        ErrorCode.NO_CAPACITY,
        portKey(settings, role) + " = " + first,
        "all ports from "
            + first
            + " to "
            + (first + Utils.portMaxRetries(settings))
            + " of "
            + host
            + " are taken",
        "Raise spark.port.maxRetries, or write another first port");
  }
}
