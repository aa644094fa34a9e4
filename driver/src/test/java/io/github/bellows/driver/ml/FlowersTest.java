package io.github.bellows.driver.ml;

import io.github.bellows.driver.run.Sessions;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What tests of classifiers of flowers share: a session of two slots, and a directory. */
@SuppressWarnings("NullAway.Init")
abstract class FlowersTest {
  static SparkSession spark;

  @TempDir Path directory;

  @BeforeAll
  static void startSpark() {
    spark = Sessions.local(2);
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  /** Returns a classifier of two measures that learns for so many epochs. */
  static BellowsClassifier classifier(String network, int epochs) {
    return new BellowsClassifier()
        .setFeaturesCols("length", "width")
        .setNetwork(network)
        .setEpochs(epochs);
  }
}
