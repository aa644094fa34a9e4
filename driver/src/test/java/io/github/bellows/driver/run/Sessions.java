package io.github.bellows.driver.run;

import io.github.bellows.driver.prepare.BellowsKryo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.SparkSession;

/** Spark for tests: real, on this machine, without a web page. Nothing passes it unregistered. */
public final class Sessions {
  private Sessions() {}

  /** Starts a session of {@code slots} task slots; the caller stops it. */
  public static SparkSession local(int slots) {
    return builder("local[" + slots + "]").getOrCreate();
  }

  /** Starts a session of {@code slots} task slots that tries each task so often. */
  public static SparkSession local(int slots, int attempts) {
    return builder("local[" + slots + "," + attempts + "]").getOrCreate();
  }

  /**
   * Starts a session with executors in JVMs of their own, which end with it; the caller stops it.
   * They find Spark and Bellows where this JVM does, so an installation of Spark is not needed: an
   * empty directory {@code jars} in the place of one is.
   */
  public static SparkSession cluster(int executors, int cores, int memoryMiB) {
    return cluster(executors, cores, memoryMiB, Map.of());
  }

  /** Starts a session like {@link #cluster(int, int, int)} with more settings of Spark. */
  public static SparkSession cluster(
      int executors, int cores, int memoryMiB, Map<String, String> settings) {
    String master = "local-cluster[" + executors + "," + cores + "," + memoryMiB + "]";
    return onExecutors(master, memoryMiB, settings);
  }

  /** Starts a session on a master that has workers on this machine. */
  public static SparkSession onExecutors(
      String master, int memoryMiB, Map<String, String> settings) {
    Path home = Path.of(Objects.requireNonNull(System.getenv("SPARK_HOME"), "SPARK_HOME"));
    try {
      Files.createDirectories(home.resolve("jars"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    SparkSession.Builder builder = builder(master);
    settings.forEach(builder::config);
    return builder
        .config("spark.executor.memory", memoryMiB + "m")
        .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .config(
            "spark.executor.extraJavaOptions",
            "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
                + " -Dorg.bytedeco.javacpp.maxphysicalbytes=0")
        .config("spark.executorEnv.OPENBLAS_NUM_THREADS", "1")
        .config("spark.executorEnv.OMP_NUM_THREADS", "1")
        .config("spark.executorEnv.MALLOC_MMAP_THRESHOLD_", "1073741824")
        .config("spark.executorEnv.MALLOC_TRIM_THRESHOLD_", "4294967296")
        .getOrCreate();
  }

  private static SparkSession.Builder builder(String master) {
    return SparkSession.builder()
        .master(master)
        .appName("test")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "localhost")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .config("spark.kryo.registrationRequired", "true")
        .config(BellowsKryo.KEY, BellowsKryo.class.getName());
  }
}
