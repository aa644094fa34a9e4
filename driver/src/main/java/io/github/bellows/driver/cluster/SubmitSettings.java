package io.github.bellows.driver.cluster;

import io.github.bellows.common.config.ClusterConfig.Mode;
import io.github.bellows.common.config.InstructionSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * The settings of Spark that a run is submitted with: those that were given, and those that follow
 * from its master, its workers and its memory. What was given is never changed.
 */
public final class SubmitSettings {
  private static final String DYNAMIC = "spark.dynamicAllocation.enabled";
  private static final String IMAGE = "spark.kubernetes.container.image";
  private static final String UPLOAD = "spark.kubernetes.file.upload.path";
  private static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";
  private static final String DRIVER_OPTIONS = "spark.driver.extraJavaOptions";
  private static final String NO_LIMIT = "-Dorg.bytedeco.javacpp.maxphysicalbytes=0";
  private static final String ONE_GIBIBYTE = "1g";

  /** What executors have in their environment; as scripts/bellows sets it. */
  private static final Map<String, String> ENVIRONMENT =
      new TreeMap<>(
          Map.of(
              "OPENBLAS_NUM_THREADS", "1",
              "OMP_NUM_THREADS", "1",
              "MALLOC_MMAP_THRESHOLD_", "1073741824",
              "MALLOC_TRIM_THRESHOLD_", "4294967296"));

  private final SparkConf given;
  private final Master master;
  private final boolean inCluster;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final Map<String, String> pins = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * Takes the given settings.
   *
   * @param given those of the command line, with the master
   * @param inCluster whether the driver runs in the cluster too
   */
  public SubmitSettings(SparkConf given, boolean inCluster) {
    this.given = given;
    this.inCluster = inCluster;
    master = Master.of(given);
    Map<String, String> sorted = new TreeMap<>();
    for (Tuple2<String, String> entry : given.getAll()) {
      sorted.put(entry._1(), entry._2());
    }
    sorted.remove("spark.master");
    sorted.remove("spark.submit.deployMode");
    settings.putAll(sorted);
  }

  private void add(String key, String value) {
    settings.putIfAbsent(key, value);
  }

  /**
   * Sets what executors have in their environment, and what processes have on their command line.
   *
   * @param javaHome a JDK on machines of YARN; null for theirs
   * @param logging Log4j's file on this machine; null for none
   */
  public SubmitSettings environment(@Nullable String javaHome, @Nullable String logging) {
    if (logging != null && !inCluster) {
      String option = "-Dlog4j2.configurationFile=" + logging;
      add(DRIVER_OPTIONS, (logging.contains(" ") ? '"' + option + '"' : option) + " " + NO_LIMIT);
    }
    if (master.isLocal()) {
      add(DRIVER_OPTIONS, NO_LIMIT);
      return this;
    }
    ENVIRONMENT.forEach((name, value) -> add("spark.executorEnv." + name, value));
    for (String options : List.of(DRIVER_OPTIONS, EXECUTOR_OPTIONS)) {
      if (!settings.getOrDefault(options, "").contains(NO_LIMIT)) {
        settings.merge(options, NO_LIMIT, (own, ours) -> own + " " + ours);
      }
    }
    if (javaHome != null && master.kind() == Master.Kind.YARN) {
      add("spark.executorEnv.JAVA_HOME", javaHome);
      if (inCluster) {
        add("spark.yarn.appMasterEnv.JAVA_HOME", javaHome);
      }
    } else if (javaHome != null) {
      notes.add(
          "--java-home is for YARN alone: standalone executors run on the Java their worker was"
              + " started with, those of Kubernetes on their image's");
    }
    return this;
  }

  /** Sets executors for all workers, and that they stay for as long as a gang does. */
  public SubmitSettings executors(Layout layout, Mode mode) {
    int cpus = Math.max(1, given.getInt("spark.task.cpus", 1));
    switch (master.kind()) {
      case LOCAL, LOCAL_CLUSTER -> {}
      case STANDALONE -> add(Master.MOST_CORES, String.valueOf(layout.workers() * cpus));
      case YARN, KUBERNETES -> {
        add(Master.INSTANCES, String.valueOf(layout.executors()));
        add("spark.executor.cores", String.valueOf(layout.cores()));
      }
    }
    if (master.kind() == Master.Kind.YARN && inCluster) {
      add("spark.yarn.maxAppAttempts", "1"); // a second one would begin another run
    }
    if (!master.isLocal() && mode != Mode.ROUNDS) {
      add(DYNAMIC, "false");
    }
    return this;
  }

  /** Sets the memory of executors and driver where Spark's defaults do not suffice. */
  public SubmitSettings memory(MemoryNeed need, long driverMebibytes) {
    if (driverMebibytes > given.getSizeAsMb("spark.driver.memory", ONE_GIBIBYTE)) {
      add("spark.driver.memory", driverMebibytes + "m");
    }
    if (master.isLocal()) {
      return this;
    }
    if (need.heapMebibytes() > given.getSizeAsMb(ExecutorLimits.HEAP, ONE_GIBIBYTE)) {
      add(ExecutorLimits.HEAP, need.heapMebibytes() + "m");
    }
    ExecutorLimits limits = ExecutorLimits.of(sparkConf());
    if (!limits.enforcedBy().isEmpty()) {
      add(
          ExecutorLimits.OVERHEAD,
          Math.max(limits.overheadMebibytes(), need.overheadMebibytes()) + "m");
    }
    if (MemoryNeed.mebibytes(need.directBytes()) > limits.heapMebibytes()) {
      settings.merge(
          EXECUTOR_OPTIONS,
          "-XX:MaxDirectMemorySize=" + need.overheadMebibytes() + "m",
          (own, ours) -> own.contains("MaxDirectMemorySize") ? own : own + " " + ours);
    }
    notes.add(
        "an executor of "
            + need.workers()
            + (need.workers() == 1 ? " worker takes " : " workers takes ")
            + need.describe());
    return this;
  }

  /**
   * Sets what only the cluster's owner knows, clearly marked.
   *
   * @param uploads whether local files go along
   */
  public SubmitSettings placeholders(boolean uploads) {
    if (master.kind() == Master.Kind.KUBERNETES) {
      placeholder(IMAGE, "<IMAGE>", "an image with Spark 3.5, Java 17 and Bellows' jars");
      if (uploads) {
        placeholder(UPLOAD, "<UPLOAD-DIRECTORY>", "a directory such as s3a://BUCKET/uploads");
      }
    }
    return this;
  }

  private void placeholder(String key, String mark, String meaning) {
    if (!settings.containsKey(key)) {
      settings.put(key, mark);
      notes.add("replace " + mark + " in " + key + " with " + meaning);
    }
  }

  /** Returns all settings but the master, those that were given first. */
  public Map<String, String> settings() {
    return new LinkedHashMap<>(settings);
  }

  /** Returns all settings as Spark takes them. */
  public SparkConf sparkConf() {
    SparkConf all = given.clone();
    settings.forEach(all::set);
    return all;
  }

  /** Returns what a person should know of them. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** Has executors compute with some instructions. */
  public SubmitSettings instructions(InstructionSet instructions) {
    pins.putAll(instructions.environment());
    if (!master.isLocal()) {
      pins.forEach((name, value) -> add("spark.executorEnv." + name, value));
    }
    return this;
  }

  /** Returns the environment of executors, for a driver that computes itself. */
  public Map<String, String> executorEnvironment() {
    Map<String, String> all = new TreeMap<>(ENVIRONMENT);
    all.putAll(pins);
    return all;
  }
}
