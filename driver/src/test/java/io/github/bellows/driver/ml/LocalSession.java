package io.github.bellows.driver.ml;

import org.apache.spark.sql.SparkSession;

/** A session as a user has it: Spark ML's own stages need classes that nobody registers. */
final class LocalSession {
  private LocalSession() {}

  /** Starts a session of so many slots; the caller stops it. */
  static SparkSession start(int slots) {
    return SparkSession.builder()
        .master("local[" + slots + "]")
        .appName("ml")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "localhost")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "4")
        .getOrCreate();
  }
}
