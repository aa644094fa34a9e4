package io.github.bellows.worker.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings the transport cannot honour are refused, with key, rule and fix. */
class TransportSettingsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          spark.ssl.rpc.enabled=true | spark.ssl.rpc.enabled = true: Spark 3.5 has no TLS | spark.network.crypto.enabled = true instead.
          spark.network.crypto.enabled=true | spark.network.crypto.enabled = true: Spark encrypts only | Set spark.authenticate = true
          spark.authenticate.enableSaslEncryption=true | spark.authenticate.enableSaslEncryption = true: Spark encrypts only | Set spark.authenticate = true
          spark.authenticate=true | spark.authenticate = true: needs a secret | Set spark.authenticate.secret
          spark.authenticate=true spark.authenticate.secret=s spark.network.crypto.enabled=true spark.network.crypto.cipher=AES/CBC/NoPadding | spark.network.crypto.cipher = AES/CBC/NoPadding: Spark does not know | Use AES/CTR/NoPadding
          spark.bellows.io.retries=3 | spark.bellows.io.retries = 3: the exchange has no such key | Its keys are [io.backLog,
          spark.bellows.io.serverThread=3 | spark.bellows.io.serverThread = 3: the exchange has no such key | Did you mean spark.bellows.io.serverThreads?
          spark.bellows.io.port=1023 | spark.bellows.io.port = 1023: must be 0 for any port, or from 1024 to 65535 | Write the first port
          spark.executor.bellows.io.port=65536 | spark.executor.bellows.io.port = 65536: must be 0 for any port | Write the first port
          spark.driver.bellows.io.port=many | spark.driver.bellows.io.port = many: must be 0 for any port | Write the first port
          spark.authenticate=true spark.authenticate.secret=s spark.network.crypto.enabled=true spark.network.crypto.cipher=AES/GCM/NoPadding | spark.network.crypto.cipher = AES/GCM/NoPadding: with it, a connection of Spark 3.5 loses | Use AES/CTR/NoPadding
          """)
  void aSettingThatCannotBeHonouredIsRefused(String settings, String what, String fix) {
    SparkConf conf = conf(settings);
    TrainingException failure =
        catchThrowableOfType(
            TrainingException.class,
            () -> ExchangeEnd.open(conf, Ends.security(conf), "app-1", Ends.HOST, 1, new Inbox()));
    assertThat(failure).hasMessageStartingWith(what).hasMessageContaining(fix);
    assertThat(failure.code()).isEqualTo(ErrorCode.CONFIGURATION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.ssl.enabled=true",
        "spark.ssl.ui.enabled=true",
        "spark.io.encryption.enabled=true",
        "spark.network.crypto.saslFallback=false",
        "spark.network.sasl.serverAlwaysEncrypt=true"
      })
  void whatConcernsOthersOnlyIsNotRefused(String settings) {
    SparkConf conf = conf(settings);
    assertThat(TransportSettings.of(conf, Ends.security(conf), "app-1", 1).authenticated())
        .isFalse();
  }

  @Test
  void sparksKeysOfTheTransportHold() {
    SparkConf conf =
        conf(
            "spark.network.timeout=7s spark.bellows.io.numConnectionsPerPeer=3"
                + " spark.driver.bellows.io.serverThreads=5");
    var transport = TransportSettings.of(conf, Ends.security(conf), "app-1", 2).transport();
    assertThat(transport.connectionTimeoutMs()).isEqualTo(7000);
    assertThat(transport.numConnectionsPerPeer()).isEqualTo(3);
    assertThat(transport.serverThreads()).isEqualTo(5);
    assertThat(transport.clientThreads()).isEqualTo(2);
  }

  @Test
  void encryptionWithAesDoesNotFallBackToPlainTraffic() {
    SparkConf conf =
        conf(
            "spark.authenticate=true spark.authenticate.secret=s"
                + " spark.network.crypto.enabled=true spark.network.crypto.saslFallback=true");
    var transport = TransportSettings.of(conf, Ends.security(conf), "app-1", 2).transport();
    assertThat(transport.saslFallback()).isFalse();
    assertThat(conf.get("spark.network.crypto.saslFallback")).isEqualTo("true");
  }

  @ParameterizedTest
  @CsvSource({
    "driver, 0, spark.ui.enabled=true",
    "driver, 7000, spark.bellows.io.port=7000",
    "0, 7000, spark.bellows.io.port=7000",
    "driver, 8000, spark.bellows.io.port=7000 spark.driver.bellows.io.port=8000",
    "0, 7000, spark.bellows.io.port=7000 spark.driver.bellows.io.port=8000",
    "0, 9000, spark.executor.bellows.io.port=9000",
    "driver, 0, spark.executor.bellows.io.port=9000"
  })
  void driverAndExecutorsMayHavePortsOfTheirOwn(String executor, int port, String settings) {
    SparkConf conf = conf(settings).set("spark.executor.id", executor);
    assertThat(TransportSettings.of(conf, Ends.security(conf), "app-1", 1).port()).isEqualTo(port);
  }

  private static SparkConf conf(String settings) {
    SparkConf conf = new SparkConf(false);
    SecurityTest.map(settings).forEach(conf::set);
    return conf;
  }
}
