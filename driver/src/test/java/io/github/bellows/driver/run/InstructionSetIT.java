package io.github.bellows.driver.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.config.InstructionSet;
import io.github.bellows.driver.ChildJvm;
import io.github.bellows.driver.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What processors of several kinds do, on one: libraries read their instructions from variables at
 * the start of a JVM, so each run has one of its own.
 */
@Timeout(400)
class InstructionSetIT {
  private static final String CONFIG =
      """
      name: instructions
      data:
        train: { format: digits, samples: 500, seed: 1 }
        scale: { divide: 255 }
      model:
        layers:
          - conv2d: { name: c1, filters: 6, kernel: 5, stride: 2, activation: tanh }
          - flatten
          - dense: { name: out, units: 10 }
      optimizer: { adam: { learningRate: 0.003 } }
      training: { epochs: 2, batch: 16, lanes: 4 }
      checkpoint: { everySteps: 5 }
      """;
  private static final Map<String, String> NONE = Map.of();
  private static final Map<String, String> PLAIN = InstructionSet.DEFAULT.environment();

  @TempDir Path directory;

  /** How a command has ended. */
  private record Ended(int code, String output) {}

  /** Starts the command line in a JVM with some variables. */
  private Process start(Path log, Map<String, String> environment, String... arguments)
      throws IOException {
    // Warnings are for people: those of the command line's own settings, not of the tests'.
    Path logging = Path.of("..", "conf", "log4j2.properties").toAbsolutePath().normalize();
    List<String> options =
        List.of(
            "-Xmx1g",
            "-XX:TieredStopAtLevel=1",
            "-Dlog4j2.configurationFile=" + logging,
            "-Dbellows.log=" + directory.resolve("bellows.log"));
    List<String> command = ChildJvm.command(options, Main.class.getName(), arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Runs the command line in a JVM that was started with some variables. */
  private Ended bellows(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile(directory, "log", ".txt");
    Process process = start(log, environment, arguments);
    try {
      assertThat(process.waitFor(180, SECONDS)).isTrue();
      return new Ended(process.exitValue(), Files.readString(log, UTF_8));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private Ended train(Map<String, String> environment, String name, String master, String... sets)
      throws IOException, InterruptedException {
    Path config = Files.writeString(directory.resolve("conf.yaml"), CONFIG);
    List<String> arguments = new ArrayList<>(List.of("train", config.toString()));
    arguments.addAll(List.of("--run-dir", directory.resolve(name).toString(), "--master", master));
    arguments.addAll(List.of("--set", "data.prepared=" + directory.resolve("prepared")));
    for (String set : sets) {
      arguments.addAll(List.of("--set", set));
    }
    if (!master.startsWith("local[")) {
      Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
      String classes = System.getProperty("java.class.path");
      for (String setting :
          List.of(
              "spark.executor.memory=1024m",
              "spark.cores.max=2",
              "spark.executor.extraClassPath=" + classes,
              "spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1"
                  + " -Dorg.bytedeco.javacpp.maxphysicalbytes=0",
              "spark.executorEnv.OPENBLAS_NUM_THREADS=1")) {
        arguments.addAll(List.of("--conf", setting));
      }
    }
    return bellows(environment, arguments.toArray(String[]::new));
  }

  private JsonNode summary(String name) throws IOException {
    Path file = directory.resolve(name).resolve("summary.json");
    return new ObjectMapper().readTree(Files.readString(file, UTF_8));
  }

  private String sha(String name) throws IOException {
    return summary(name).get("parametersSha256").asText();
  }

  @Test
  void oneThatIsPinnedGivesOneShaEverywhere() throws Exception {
    String pin = "cluster.instructionSet=default";
    Ended local = train(PLAIN, "local", "local[2]", pin);
    assertThat(local.code()).as(local.output()).isZero();
    Ended executors = train(NONE, "executors", "local-cluster[2,1,1024]", pin);
    assertThat(executors.code()).as(executors.output()).isZero();
    assertThat(sha("executors")).isEqualTo(sha("local"));
    for (String run : List.of("local", "executors")) {
      assertThat(summary(run).get("engine").asText())
          .startsWith("libtorch ")
          .contains(
              "ATEN_CPU_CAPABILITY=default ONEDNN_MAX_CPU_ISA=SSE41 OPENBLAS_CORETYPE=Nehalem")
          .doesNotContain("AVX")
          .doesNotContain(";");
      assertThat(summary(run).get("instructionSet").asText()).isEqualTo("default");
    }
    Ended free = train(NONE, "free", "local[2]");
    assertThat(free.code()).as(free.output()).isZero();
    assertThat(sha("free")).as("other instructions, other bits").isNotEqualTo(sha("local"));
  }

  @Test
  void aJvmThatWasStartedOtherwiseIsRefusedWithTheWayToStartIt() throws Exception {
    Ended local = train(NONE, "local", "local[2]", "cluster.instructionSet=avx2");
    assertThat(local.code()).isEqualTo(2);
    assertThat(local.output())
        .contains("cluster.instructionSet = avx2: the JVM on ")
        .contains(
            " was started without ATEN_CPU_CAPABILITY=avx2 ONEDNN_MAX_CPU_ISA=AVX2"
                + " OPENBLAS_CORETYPE=Haswell, which libtorch reads when it is loaded")
        .contains("BELLOWS_INSTRUCTION_SET=avx2 scripts/bellows")
        .contains("--conf spark.executorEnv.OPENBLAS_CORETYPE=Haswell");
    assertThat(directory.resolve("prepared")).as("before data is prepared").doesNotExist();
    Ended dl4j =
        train(PLAIN, "dl4j", "local[2]", "cluster.instructionSet=default", "cluster.engine=dl4j");
    assertThat(dl4j.code()).isEqualTo(2);
    assertThat(dl4j.output()).contains("cluster.engine = dl4j lets nobody choose");
  }

  @Test
  void aRunThatGoesOnWithOthersIsWarnedOf() throws Exception {
    Path config = Files.writeString(directory.resolve("conf.yaml"), CONFIG);
    Path run = directory.resolve("killed");
    Process process =
        start(
            directory.resolve("killed.txt"),
            NONE,
            "train",
            config.toString(),
            "--run-dir=" + run,
            "--master=local[2]",
            "--set=data.prepared=" + directory.resolve("prepared"),
            "--set=training.epochs=150",
            "--set=checkpoint.everySteps=40");
    try {
      Path state = run.resolve("checkpoints/step-0000000080/manifest.json");
      await().atMost(120, SECONDS).until(() -> Files.exists(state) || !process.isAlive());
      assertThat(process.isAlive()).as(Files.readString(directory.resolve("killed.txt"))).isTrue();
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(60, SECONDS)).isTrue();
    }
    Ended resumed = bellows(PLAIN, "resume", run.toString(), "--master=local[2]");
    assertThat(resumed.code()).as(resumed.output()).isZero();
    assertThat(resumed.output())
        .containsOnlyOnce("the steps up to here were computed by [libtorch ")
        .contains("ATEN_CPU_CAPABILITY=default");
    assertThat(summary("killed").get("engine").asText()).contains("; libtorch ");
  }

  @Test
  void machinesOfTwoKindsAreWarnedOf() throws Exception {
    try (StandaloneCluster cluster = new StandaloneCluster(directory, List.of(NONE, PLAIN), 1024)) {
      Ended mixed = train(NONE, "mixed", cluster.url());
      assertThat(mixed.code()).as(mixed.output()).isZero();
      assertThat(mixed.output())
          .contains("the executors do not compute alike: [libtorch ")
          .contains("the weights depend on who computes which lanes")
          .contains("cluster.instructionSet: avx2");
      assertThat(summary("mixed").get("engine").asText()).contains("; libtorch ");
      Ended pinned = train(NONE, "pinned", cluster.url(), "cluster.instructionSet=default");
      assertThat(pinned.code()).as(pinned.output()).isZero();
      assertThat(pinned.output()).doesNotContain("do not compute alike");
      Ended local = train(PLAIN, "local", "local[1]", "cluster.instructionSet=default");
      assertThat(local.code()).as(local.output()).isZero();
      assertThat(sha("pinned")).isEqualTo(sha("local"));
    }
  }
}
