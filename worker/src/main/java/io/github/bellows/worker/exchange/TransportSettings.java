package io.github.bellows.worker.exchange;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.netty.channel.Channel;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javax.security.sasl.SaslException;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.network.client.TransportClientBootstrap;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.crypto.AuthServerBootstrap;
import org.apache.spark.network.netty.SparkTransportConf;
import org.apache.spark.network.server.TransportServerBootstrap;
import org.apache.spark.network.util.TransportConf;

/** The application's settings, as the transport takes them, and what it cannot honour. */
final class TransportSettings {
  /** Spark's name for a user of the transport: its keys are {@code spark.bellows.io.*}. */
  static final String MODULE = "bellows";

  private static final String AUTHENTICATE = "spark.authenticate";
  private static final String AES = "spark.network.crypto.enabled";
  private static final String CIPHER = "spark.network.crypto.cipher";
  private static final String SASL = "spark.authenticate.enableSaslEncryption";
  private static final String TLS = "spark.ssl.rpc.enabled";
  private static final String CTR = "AES/CTR/NoPadding";
  private static final String GCM = "AES/GCM/NoPadding";

  private final SecurityManager security;
  private final String applicationId;
  private final boolean encrypted;
  private final SparkConf spark;
  private final TransportConf transport;

  private TransportSettings(
      SecurityManager security,
      String applicationId,
      boolean encrypted,
      SparkConf spark,
      TransportConf transport) {
    this.security = security;
    this.applicationId = applicationId;
    this.encrypted = encrypted;
    this.spark = spark;
    this.transport = transport;
  }

  /**
   * Returns the settings of an application.
   *
   * @param threads network threads in each direction, unless {@code spark.bellows.io.serverThreads}
   *     and {@code clientThreads} say otherwise
   * @throws TrainingException CONFIGURATION, as the table at {@link ExchangeEnd} says
   */
  static TransportSettings of(
      SparkConf conf, SecurityManager security, String applicationId, int threads) {
    check(conf, security);
    ExchangeKeys.check(conf);
    boolean aes = conf.getBoolean(AES, false);
    boolean sasl = conf.getBoolean(SASL, false);
    SparkConf strict = conf.clone();
    if (aes) {
      // Both ends speak AES. Falling back would give whoever disturbs the handshake plain traffic.
      strict.set("spark.network.crypto.saslFallback", "false");
    } else if (sasl) {
      strict.set("spark.network.sasl.serverAlwaysEncrypt", "true");
    }
    return new TransportSettings(
        security,
        applicationId,
        aes || sasl,
        strict,
        SparkTransportConf.fromSparkConf(strict, MODULE, threads, scala.Option.apply(role(conf))));
  }

  private static String role(SparkConf conf) {
    return conf.get("spark.executor.id", "driver").equals("driver") ? "driver" : "executor";
  }

  private static void check(SparkConf conf, SecurityManager security) {
    if (conf.getBoolean(TLS, false)) {
      throw refusal(
          TLS + " = true",
          "Spark 3.5 has no TLS between its processes and ignores this key",
          "Encrypt with " + AUTHENTICATE + " = true and " + AES + " = true instead");
    }
    for (String key : List.of(AES, SASL)) {
      if (conf.getBoolean(key, false) && !security.isAuthenticationEnabled()) {
        throw refusal(
            key + " = true",
            "Spark encrypts only connections that are authenticated",
            "Set " + AUTHENTICATE + " = true, and a secret where the master does not make one");
      }
    }
    if (conf.getBoolean(AES, false)) {
      checkCipher(conf.get(CIPHER, CTR));
    }
    if (security.isAuthenticationEnabled()) {
      checkSecret(security);
    }
  }

  private static void checkCipher(String cipher) {
    if (cipher.equalsIgnoreCase(CTR)) {
      return;
    }
    if (cipher.equalsIgnoreCase(GCM)) {
      // SPARK-56227: its decryption takes the first message of a connection for the only one.
      throw refusal(
          CIPHER + " = " + cipher,
          "with it, a connection of Spark 3.5 loses every message after the first",
          "Use " + CTR + "; frames carry a checksum of their own");
    }
    throw refusal(CIPHER + " = " + cipher, "Spark does not know this cipher", "Use " + CTR);
  }

  private static void checkSecret(SecurityManager security) {
    String secret;
    try {
      secret = security.getSecretKey();
    } catch (IllegalArgumentException e) {
      secret = "";
    }
    if (secret == null || secret.isEmpty()) {
      throw refusal(
          AUTHENTICATE + " = true",
          "needs a secret, and this process has none",
          "Set spark.authenticate.secret (or spark.authenticate.secret.file) for the application");
    }
  }

  private static TrainingException refusal(String what, String rule, String fix) {
    return TrainingException.of(ErrorCode.CONFIGURATION, what, rule, fix);
  }

  TransportConf transport() {
    return transport;
  }

  /** Returns the first port to try to listen at, 0 for any. */
  int port() {
    return ExchangeKeys.port(spark, role());
  }

  /** Returns what this process is: driver or executor. */
  String role() {
    return role(spark);
  }

  /** Returns the settings as Spark keeps them. */
  SparkConf spark() {
    return spark;
  }

  boolean authenticated() {
    return security.isAuthenticationEnabled();
  }

  List<TransportServerBootstrap> serverBootstraps() {
    return authenticated() ? List.of(new AuthServerBootstrap(transport, security)) : List.of();
  }

  List<TransportClientBootstrap> clientBootstraps() {
    return authenticated()
        ? List.of(new AuthClientBootstrap(transport, applicationId, security))
        : List.of();
  }

  /** Returns the error of a handshake that failed: with the peer, or with the network. */
  TrainingException handshakeFailure(Address peer, RuntimeException failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SaslException) {
        break;
      }
      if (t instanceof IOException || t instanceof TimeoutException) {
        return new TrainingException(
            ErrorCode.NO_CAPACITY,
            "peer " + peer + ": the handshake was not answered: " + t.getMessage(),
            failure);
      }
    }
    return disagreement(peer, failure);
  }

  /** Returns the error of a peer that does not accept who we say we are. */
  TrainingException disagreement(Address peer, Throwable failure) {
    return new TrainingException(
        ErrorCode.CONFIGURATION,
        "peer "
            + peer
            + ": it does not accept this process ("
            + AUTHENTICATE
            + " = "
            + authenticated()
            + "). Give all processes of the application the same secret and the same "
            + AUTHENTICATE
            + " and "
            + AES
            + ".",
        failure);
  }

  /**
   * Checks that a connection is encrypted if the settings ask for it.
   *
   * @throws TrainingException CONFIGURATION if it is not
   */
  void checkEncrypted(Channel channel, Address peer) {
    boolean found =
        channel.pipeline().names().stream()
            .anyMatch(name -> name.toLowerCase(Locale.ROOT).contains("encryption"));
    if (encrypted && !found) {
      throw refusal(
          "connection with " + peer + " = not encrypted",
          "the settings of this process ask for encryption",
          "Give all processes of the application the same " + AES + " and " + SASL);
    }
  }
}
