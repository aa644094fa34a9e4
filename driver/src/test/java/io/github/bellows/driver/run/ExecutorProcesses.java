package io.github.bellows.driver.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The executors of this JVM's own session. */
public final class ExecutorProcesses {
  private ExecutorProcesses() {}

  /** Returns an executor; empty if none runs. */
  public static Optional<ProcessHandle> any() {
    return ProcessHandle.current().descendants().filter(ExecutorProcesses::isExecutor).findFirst();
  }

  /** Reads what the system says itself: the JDK leaves out long command lines. */
  private static boolean isExecutor(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
          .contains("CoarseGrainedExecutorBackend");
    } catch (IOException e) {
      return false; // it has just ended
    }
  }
}
