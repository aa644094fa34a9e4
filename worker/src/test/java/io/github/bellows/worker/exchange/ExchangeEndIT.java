package io.github.bellows.worker.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.PrivilegedExceptionAction;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

/** Ends with what Spark itself uses: its secret, its settings, its host. */
class ExchangeEndIT {
  @Test
  void endsOfOneApplicationTalkWithItsOwnSecret() throws Exception {
    // Spark keeps the secret it makes with the user of the process, where other tests would find
    // it.
    PrivilegedExceptionAction<Boolean> talk = ExchangeEndIT::talk;
    assertThat(UserGroupInformation.createRemoteUser("exchange").doAs(talk)).isTrue();
  }

  private static boolean talk() {
    SparkConf conf =
        new SparkConf(false)
            .setMaster("local[1]")
            .setAppName("exchange")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "localhost")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.authenticate", "true")
            .set("spark.network.crypto.enabled", "true");
    Inbox inbox = new Inbox();
    try (JavaSparkContext spark = new JavaSparkContext(conf);
        ExchangeEnd there = ExchangeEnd.ofSpark(1, inbox);
        ExchangeEnd here = ExchangeEnd.ofSpark(1, new Inbox())) {
      assertThat(spark.isLocal()).isTrue();
      there.fence(Ends.FENCE);
      here.fence(Ends.FENCE);
      assertThat(there.address().host()).isEqualTo("localhost");
      here.connect(there.address(), Ends.SOON).send(Ends.frame(4, 0, 1000));
      assertThat(Inbox.first(inbox.frames)).isEqualTo(Ends.frame(4, 0, 1000));
      return there.address().port() != here.address().port();
    }
  }

  @Test
  void withoutSparkThereIsNoSuchEnd() {
    assertThatThrownBy(() -> ExchangeEnd.ofSpark(1, new Inbox()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no Spark");
  }
}
