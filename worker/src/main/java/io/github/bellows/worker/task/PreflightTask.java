package io.github.bellows.worker.task;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.task.ExecutorReport.Engine;
import io.github.bellows.worker.task.ExecutorReport.Jvm;
import io.github.bellows.worker.task.ExecutorReport.Trouble;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Looks around in an executor's JVM: Java, memory, engines, files. It computes nothing, leaves
 * nothing behind, and what it finds wrong comes back as a value.
 */
public final class PreflightTask implements FlatMapFunction<Iterator<Integer>, ExecutorReport> {
  private static final long serialVersionUID = 1L;

  private final ArrayList<EngineProvider> engines;
  private final @Nullable SharedPlace place;
  private final SerializableConfiguration hadoop;

  /**
   * Creates a task.
   *
   * @param engines those that are to be loaded
   * @param place a directory to try out; null for none
   * @param storage the driver's file systems
   */
  public PreflightTask(List<EngineProvider> engines, @Nullable SharedPlace place, Storage storage) {
    this.engines = new ArrayList<>(engines);
    this.place = place;
    this.hadoop = new SerializableConfiguration(storage.hadoop());
  }

  @Override
  public Iterator<ExecutorReport> call(Iterator<Integer> nothing) {
    SparkEnv env = Objects.requireNonNull(SparkEnv.get(), "no Spark");
    List<Trouble> troubles = new ArrayList<>();
    if (place != null) {
      place.trouble(new Storage(hadoop.value())).ifPresent(troubles::add);
      tryTemporary(troubles);
    }
    ExecutorReport report =
        new ExecutorReport(
            env.executorId(),
            env.blockManager().blockManagerId().host(),
            jvm(),
            engines.stream().map(PreflightTask::engine).toList(),
            troubles);
    return List.of(report).iterator();
  }

  private static Engine engine(EngineProvider provider) {
    try {
      return new Engine(provider.kind(), provider.describe(), true);
    } catch (TrainingException | LinkageError e) {
      return new Engine(provider.kind(), String.valueOf(e.getMessage()), false);
    }
  }

  /** Copies of remote blocks and native libraries are unpacked there. */
  private static void tryTemporary(List<Trouble> troubles) {
    String directory = System.getProperty("java.io.tmpdir");
    try {
      Files.delete(Files.createTempFile(Path.of(directory), "bellows", ".preflight"));
    } catch (IOException e) {
      troubles.add(
          new Trouble(
              "java.io.tmpdir = " + directory,
              ErrorCode.CANNOT_WRITE,
              "cannot write there (" + e.getMessage() + ")",
              "Name another directory with --conf"
                  + " spark.executor.extraJavaOptions=-Djava.io.tmpdir=DIR"));
    }
  }

  /** Returns what this JVM has. */
  public static Jvm jvm() {
    Runtime runtime = Runtime.getRuntime();
    long heap = runtime.maxMemory();
    long direct = Long.parseLong(option("MaxDirectMemorySize", "0"));
    return new Jvm(
        Runtime.version().toString(),
        runtime.availableProcessors(),
        heap,
        direct == 0 ? heap : direct,
        machineBytes());
  }

  private static String option(String name, String otherwise) {
    try {
      Object option =
          beans()
              .invoke(
                  new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                  "getVMOption",
                  new Object[] {name},
                  new String[] {String.class.getName()});
      return String.valueOf(((CompositeData) option).get("value"));
    } catch (JMException | RuntimeException e) {
      return otherwise; // another kind of JVM
    }
  }

  private static long machineBytes() {
    try {
      ObjectName system = new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME);
      return ((Number) beans().getAttribute(system, "TotalMemorySize")).longValue();
    } catch (JMException | RuntimeException e) {
      return Long.MAX_VALUE;
    }
  }

  private static MBeanServer beans() {
    return ManagementFactory.getPlatformMBeanServer();
  }
}
