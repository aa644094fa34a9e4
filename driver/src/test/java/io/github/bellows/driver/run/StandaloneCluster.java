package io.github.bellows.driver.run;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.github.bellows.driver.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Spark's standalone master and workers, each in a JVM of its own, on free ports; closed, they end.
 */
public final class StandaloneCluster implements AutoCloseable {
  private static final Pattern URL = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final String LOGGING =
      """
      rootLogger.level = info
      rootLogger.appenderRef.stdout.ref = console
      appender.console.type = Console
      appender.console.name = console
      appender.console.layout.type = PatternLayout
      appender.console.layout.pattern = %m%n
      """;

  private final Path directory;
  private final List<Process> processes = new ArrayList<>();
  private final String url;

  /** Starts a master and some workers of one core each. */
  public StandaloneCluster(Path directory, int workers, int memoryMiB) throws IOException {
    this(directory, Collections.nCopies(workers, Map.of()), memoryMiB);
  }

  /** Starts a master and a worker of one core for each of some environments. */
  StandaloneCluster(Path directory, List<Map<String, String>> workers, int memoryMiB)
      throws IOException {
    this.directory = directory;
    Files.writeString(directory.resolve("log4j2.properties"), LOGGING);
    try {
      start(Map.of(), "master", "org.apache.spark.deploy.master.Master", "--host", "localhost");
      url = await().atMost(60, SECONDS).until(this::printedUrl, printed -> !printed.isEmpty());
      for (int i = 0; i < workers.size(); i++) {
        start(
            workers.get(i),
            "worker" + i,
            "org.apache.spark.deploy.worker.Worker",
            "--host",
            "localhost",
            "--cores",
            "1",
            "--memory",
            memoryMiB + "m",
            "--work-dir",
            directory.resolve("work" + i).toString(),
            url);
      }
    } catch (RuntimeException | IOException | Error e) {
      close();
      throw e;
    }
  }

  private void start(Map<String, String> environment, String name, String main, String... arguments)
      throws IOException {
    List<String> options =
        List.of("-Xmx512m", "-Dlog4j2.configurationFile=" + directory.resolve("log4j2.properties"));
    List<String> all = new ArrayList<>(List.of("--port", "0", "--webui-port", "0"));
    all.addAll(List.of(arguments));
    List<String> command = ChildJvm.command(options, main, all.toArray(String[]::new));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".log").toFile());
    builder.environment().putAll(environment);
    processes.add(builder.start());
  }

  private String printedUrl() throws IOException {
    Matcher matcher = URL.matcher(Files.readString(directory.resolve("master.log")));
    return matcher.find() ? matcher.group(1) : "";
  }

  /** Returns the master's address, such as {@code spark://localhost:40123}. */
  public String url() {
    return url;
  }

  @Override
  public void close() {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
