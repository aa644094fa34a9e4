package io.github.bellows.driver.cli;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.github.bellows.driver.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line in a JVM of its own, as the launcher starts it; killed when closed. */
final class ChildProcess implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 90;

  private final Process process;

  /** Starts a command, whose output goes to a file. */
  ChildProcess(Path log, String... args) throws IOException {
    this(log, List.of(), args);
  }

  /** Starts a command in a JVM with more options. */
  ChildProcess(Path log, List<String> options, String... args) throws IOException {
    this(log, Path.of("").toAbsolutePath(), options, args);
  }

  /** Starts a command in a JVM with more options, in a directory. */
  ChildProcess(Path log, Path work, List<String> options, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    if (System.getProperty("os.name").equals("Linux")) {
      // A shell's background job ignores Ctrl-C, and so would all that it starts.
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    List<String> all = new ArrayList<>(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1"));
    all.addAll(options);
    command.addAll(ChildJvm.command(all, Main.class.getName(), args));
    process =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for the end and returns the exit code. */
  int await() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, SECONDS)) {
      throw new IOException("the process does not end");
    }
    return process.exitValue();
  }

  /** Sends Ctrl-C, or another signal by name, and returns the exit code. */
  int signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
    if (kill.waitFor() != 0) {
      throw new IOException("kill -" + name + " failed");
    }
    if (!process.waitFor(PATIENCE_SECONDS, SECONDS)) {
      throw new IOException("the process did not end after " + name);
    }
    return process.exitValue();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(PATIENCE_SECONDS, SECONDS)) {
      throw new IllegalStateException("process " + process.pid() + " cannot be killed");
    }
  }
}
