package io.github.bellows.driver.run;

import org.apache.spark.sql.SparkSession;

/** Spark for tests: real, local, without a web page. */
public final class Sessions {
  private Sessions() {}

  /** Starts a session of {@code slots} task slots; the caller stops it. */
  public static SparkSession local(int slots) {
    return SparkSession.builder()
        .master("local[" + slots + "]")
        .appName("test")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "localhost")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "4")
        .getOrCreate();
  }
}
