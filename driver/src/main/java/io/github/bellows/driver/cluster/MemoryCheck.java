package io.github.bellows.driver.cluster;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.worker.task.ExecutorReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the numbers of a run fit into its executors.
 *
 * @param limits what the settings give an executor
 * @param need what an executor's workers need
 */
public record MemoryCheck(ExecutorLimits limits, MemoryNeed need) {
  private static final String EXTRA = "--conf spark.executor.extraJavaOptions=";

  /**
   * Returns what does not fit for certain: arrays that are larger than what holds them, and, where
   * somebody ends executors that take more than they asked for, the overhead.
   *
   * @param executors those there are; may be none
   */
  public List<TrainingException> problems(List<ExecutorReport> executors) {
    List<TrainingException> problems = new ArrayList<>();
    smallest(executors, true)
        .filter(report -> need.heapBytes() > report.jvm().heapBytes())
        .ifPresent(report -> problems.add(heap(report)));
    smallest(executors, false)
        .filter(report -> need.directBytes() > report.jvm().directBytes())
        .ifPresent(report -> problems.add(direct(report)));
    if (!limits.enforcedBy().isEmpty()
        && MemoryNeed.mebibytes(need.outsideBytes()) > limits.overheadMebibytes()) {
      problems.add(overhead());
    }
    return problems;
  }

  /** Returns what may not fit. */
  public List<String> warnings(List<ExecutorReport> executors) {
    List<String> warnings = new ArrayList<>();
    smallest(executors, true)
        .filter(
            report ->
                need.heapBytes() <= report.jvm().heapBytes()
                    && need.heapBytes() + MemoryNeed.SPARK_HEAP_BYTES > report.jvm().heapBytes())
        .ifPresent(report -> warnings.add(String.valueOf(heap(report).getMessage())));
    if (limits.enforcedBy().isEmpty()) {
      Map<String, List<ExecutorReport>> hosts = new LinkedHashMap<>();
      executors.forEach(
          report -> hosts.computeIfAbsent(report.host(), host -> new ArrayList<>()).add(report));
      hosts.forEach((host, here) -> warnings.addAll(machine(host, here)));
    }
    return warnings;
  }

  private static Optional<ExecutorReport> smallest(List<ExecutorReport> executors, boolean byHeap) {
    return executors.stream()
        .min(
            Comparator.comparingLong(
                report -> byHeap ? report.jvm().heapBytes() : report.jvm().directBytes()));
  }

  private String start() {
    return "an executor of " + need.workers() + (need.workers() == 1 ? " worker" : " workers");
  }

  private TrainingException heap(ExecutorReport report) {
    return TrainingException.of(
        ErrorCode.CONFIGURATION,
        ExecutorLimits.HEAP + " = " + limits.heapMebibytes() + "m",
        start()
            + " keeps arrays of "
            + MemoryNeed.mebibytes(need.heapBytes())
            + " MiB in its heap, beside what Spark takes, and "
            + report.name()
            + " has "
            + MemoryNeed.mebibytes(report.jvm().heapBytes())
            + " MiB",
        "Use --conf " + ExecutorLimits.HEAP + "=" + need.heapMebibytes() + "m, or more executors");
  }

  private TrainingException direct(ExecutorReport report) {
    return TrainingException.of(
        ErrorCode.CONFIGURATION,
        "-XX:MaxDirectMemorySize = " + MemoryNeed.mebibytes(report.jvm().directBytes()) + "m",
        start()
            + " keeps parameters and gradients of "
            + MemoryNeed.mebibytes(need.directBytes())
            + " MiB outside its heap, where "
            + report.name()
            + " allows as much as its heap unless this option says otherwise",
        "Use " + EXTRA + "-XX:MaxDirectMemorySize=" + directMebibytes() + "m");
  }

  /** Returns a limit of memory outside the heap that has room for the network's buffers too. */
  public long directMebibytes() {
    return need.overheadMebibytes();
  }

  private TrainingException overhead() {
    return TrainingException.of(
        ErrorCode.CONFIGURATION,
        ExecutorLimits.OVERHEAD
            + " = "
            + limits.overheadMebibytes()
            + "m"
            + (limits.overheadGiven() ? "" : " (Spark's default)"),
        start()
            + " needs "
            + need.describe()
            + ", and "
            + limits.enforcedBy()
            + " ends a container that takes more than it asked for",
        "Use --conf " + ExecutorLimits.OVERHEAD + "=" + need.overheadMebibytes() + "m");
  }

  private List<String> machine(String host, List<ExecutorReport> here) {
    long machine = here.get(0).jvm().machineBytes();
    long heaps = here.stream().mapToLong(report -> report.jvm().heapBytes()).sum();
    long outside = Math.multiplyExact((long) here.size(), need.outsideBytes());
    if (heaps + outside <= machine) {
      return List.of();
    }
    return List.of(
        "host "
            + host
            + " has "
            + MemoryNeed.mebibytes(machine)
            + " MiB, and its "
            + here.size()
            + " executors may take "
            + MemoryNeed.mebibytes(heaps)
            + " MiB of heap and "
            + MemoryNeed.mebibytes(outside)
            + " MiB outside. Lower "
            + ExecutorLimits.HEAP
            + " (an executor needs "
            + need.heapMebibytes()
            + "m), or start fewer executors there.");
  }
}
