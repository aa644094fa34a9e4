package io.github.bellows.worker.task;

import io.github.bellows.common.error.ErrorCode;
import java.io.Serializable;
import java.util.List;

/**
 * What one JVM says of itself before a run begins.
 *
 * @param executor Spark's name of it
 * @param host the machine, as Spark knows it
 * @param jvm its Java and memory
 * @param engines what each engine that was asked for says of itself there; in the same order
 * @param troubles what would keep a run from working there
 */
public record ExecutorReport(
    String executor, String host, Jvm jvm, List<Engine> engines, List<Trouble> troubles)
    implements Serializable {
  /** Copies the lists. */
  public ExecutorReport {
    engines = List.copyOf(engines);
    troubles = List.copyOf(troubles);
  }

  /**
   * A Java virtual machine.
   *
   * @param java version
   * @param processors that it may use
   * @param heapBytes most that its heap grows to
   * @param directBytes most that arrays outside the heap may take
   * @param machineBytes memory of the machine, or of the container
   */
  public record Jvm(
      String java, int processors, long heapBytes, long directBytes, long machineBytes)
      implements Serializable {}

  /**
   * An engine in one JVM.
   *
   * @param kind its key in configurations
   * @param description version and instruction set; why it does not load if it does not
   * @param loads whether it loads
   */
  public record Engine(String kind, String description, boolean loads) implements Serializable {}

  /**
   * Something that is wrong there.
   *
   * @param what the key and its value
   * @param code the error it will become
   * @param rule what is wrong, as the end of a sentence that begins with the executor
   * @param fix what to do
   */
  public record Trouble(String what, ErrorCode code, String rule, String fix)
      implements Serializable {}

  /** Returns executor and host, for messages. */
  public String name() {
    return "executor " + executor + " on " + host;
  }
}
