package io.github.bellows.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.driver.cluster.SubmitSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.util.Utils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.collection.JavaConverters;

/** The line is taken apart by a real shell; scripts/acceptance/submit-command runs it. */
@SuppressWarnings("NullAway.Init")
class SubmitCommandTest extends CommandLineTest {
  private static final String[] JARS = {
    "bellows-common-1.jar", "bellows-driver-1.jar", "it's a jar.jar"
  };

  private Path libraries;
  private Path configuration;

  @BeforeEach
  void makeFiles() throws IOException {
    libraries = Files.createDirectory(directory.resolve("with space"));
    for (String jar : JARS) {
      write(libraries.resolve(jar), "");
    }
    configuration =
        write(
            directory.resolve("net's.yaml"),
            """
            data: { train: { format: digits }, prepared: "hdfs://name/prepared" }
            model: { layers: [flatten, dense: { units: 10 }] }
            optimizer: { adam: {} }
            training: { lanes: 8, batch: 32 }
            cluster: { workers: 6 }
            """);
  }

  private Ended submit(String... args) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("submit-command", configuration.toString()));
    all.addAll(List.of(args));
    if (!all.contains("--libraries")) {
      all.addAll(List.of("--libraries", libraries.toString()));
    }
    return run(all.toArray(String[]::new));
  }

  private List<String> words(String... args) {
    Ended ended = submit(args);
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).hasLineCount(1);
    return inShell(ended.out().strip());
  }

  /** Returns the words that a shell makes of a line. */
  private static List<String> inShell(String line) {
    try {
      Process shell =
          new ProcessBuilder(
                  "sh", "-c", "for word in " + line + "; do printf '%s\\0' \"$word\"; done")
              .redirectErrorStream(true)
              .start();
      String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(shell.waitFor()).isZero();
      List<String> words = List.of(printed.split("\0", -1));
      return words.subList(0, words.size() - 1); // what is behind the last word
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String after(List<String> words, String option) {
    assertThat(words).containsOnlyOnce(option);
    return words.get(words.indexOf(option) + 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain", "", " ", "it's", "a\"b", "$HOME", "`id`", "*", "a\\b", "ü", "!", "#", "~"
      })
  void aShellReadsAnyWord(String word) {
    assertThat(inShell(ShellWords.line(List.of("x", word, "y")))).containsExactly("x", word, "y");
  }

  @Test
  void yarnInClusterMode() {
    List<String> words =
        words(
            "--master",
            "yarn",
            "--deploy-mode",
            "cluster",
            "--java-home",
            "/opt/jdk 17",
            "--set",
            "data.prepared=hdfs://name/a b",
            "--run-dir",
            "hdfs://name/run");
    assertThat(words.get(0)).endsWith("spark-submit");
    assertThat(after(words, "--class")).isEqualTo("io.github.bellows.driver.cli.Main");
    assertThat(after(words, "--master")).isEqualTo("yarn");
    assertThat(after(words, "--deploy-mode")).isEqualTo("cluster");
    // Six workers: two executors of three, the most up to four that share six evenly.
    assertThat(after(words, "--num-executors")).isEqualTo("2");
    assertThat(after(words, "--executor-cores")).isEqualTo("3");
    assertThat(words)
        .contains(
            "spark.dynamicAllocation.enabled=false",
            "spark.executorEnv.OPENBLAS_NUM_THREADS=1",
            "spark.executorEnv.MALLOC_TRIM_THRESHOLD_=4294967296",
            "spark.executorEnv.JAVA_HOME=/opt/jdk 17",
            "spark.yarn.appMasterEnv.JAVA_HOME=/opt/jdk 17",
            "spark.yarn.maxAppAttempts=1",
            "spark.executor.extraJavaOptions=-Dorg.bytedeco.javacpp.maxphysicalbytes=0")
        .anyMatch(word -> word.matches("spark.executor.memoryOverhead=\\d+m"));
    assertThat(after(words, "--files")).isEqualTo(configuration.toString());
    String jars = after(words, "--jars");
    assertThat(jars).isEqualTo(libraries.resolve(JARS[0]) + "," + libraries.resolve(JARS[2]));
    assertThat(words.subList(words.indexOf(jars) + 1, words.size()))
        .containsExactly(
            libraries.resolve(JARS[1]).toString(),
            "train",
            "net's.yaml",
            "--run-dir",
            "hdfs://name/run",
            "--set",
            "data.prepared=hdfs://name/a b");
  }

  @Test
  void yarnInClientMode() {
    List<String> words = words("--master", "yarn", "--conf", "spark.executor.cores=2");
    assertThat(words).doesNotContain("--files");
    assertThat(words).noneMatch(word -> word.contains("JAVA_HOME"));
    assertThat(after(words, "--num-executors")).isEqualTo("3");
    assertThat(words.get(words.size() - 1)).isEqualTo(configuration.toString());
  }

  @Test
  void standalone() {
    List<String> words = words("--master", "spark://host:7077");
    assertThat(after(words, "--total-executor-cores")).isEqualTo("6");
    // Its workers may have one core each.
    assertThat(words).doesNotContain("--num-executors", "--executor-cores");
    assertThat(words).noneMatch(word -> word.contains("memoryOverhead"));
    Ended inCluster = submit("--master", "spark://host:7077", "--deploy-mode", "cluster");
    assertThat(inCluster.err())
        .contains("net's.yaml must be at these paths on all of them")
        .contains("output = ")
        .doesNotContain("data.prepared = ");
  }

  @Test
  void kubernetesHasPlaceholdersThatSayWhatTheyAre() {
    Ended ended = submit("--master", "k8s://https://host:6443", "--deploy-mode", "cluster");
    List<String> words = inShell(ended.out().strip());
    assertThat(words)
        .contains(
            "spark.kubernetes.container.image=<IMAGE>",
            "spark.kubernetes.file.upload.path=<UPLOAD-DIRECTORY>",
            "local://<DIRECTORY-IN-IMAGE>/bellows-driver-1.jar",
            "net's.yaml");
    assertThat(ended.err())
        .contains("replace <IMAGE> ")
        .contains("replace <UPLOAD-DIRECTORY> ")
        .contains("replace <DIRECTORY-IN-IMAGE> ");
    assertThat(
            words(
                "--master",
                "k8s://https://host:6443",
                "--deploy-mode",
                "cluster",
                "--conf",
                "spark.kubernetes.container.image=mine:1"))
        .contains("spark.kubernetes.container.image=mine:1")
        .doesNotContain("spark.kubernetes.container.image=<IMAGE>");
  }

  @Test
  void aLocalMasterHasTheEnvironmentInFront() {
    List<String> words = words("--master", "local[6]");
    assertThat(words.subList(0, 5))
        .containsExactly(
            "env",
            "MALLOC_MMAP_THRESHOLD_=1073741824",
            "MALLOC_TRIM_THRESHOLD_=4294967296",
            "OMP_NUM_THREADS=1",
            "OPENBLAS_NUM_THREADS=1");
    assertThat(words).noneMatch(word -> word.contains("executorEnv"));
  }

  @Test
  void instructionsArePinnedWhereverTheyAreComputed() {
    assertThat(words("--master", "local[6]", "--set", "cluster.instructionSet=avx2").subList(0, 2))
        .containsExactly("env", "ATEN_CPU_CAPABILITY=avx2");
    assertThat(words("--master", "yarn", "--set", "cluster.instructionSet=avx2"))
        .contains("spark.executorEnv.ATEN_CPU_CAPABILITY=avx2");
  }

  @Test
  void whatWasGivenStays() {
    List<String> words =
        words(
            "--master",
            "yarn",
            "--conf",
            "spark.executor.memoryOverhead=99m",
            "--conf",
            "spark.executor.extraJavaOptions=-Dmine=1",
            "--conf",
            "spark.bellows.training.epochs=2",
            "--set",
            "cluster.mode=rounds");
    assertThat(words)
        .contains(
            "spark.executor.memoryOverhead=99m",
            "spark.bellows.training.epochs=2",
            "spark.executor.extraJavaOptions=-Dmine=1 -Dorg.bytedeco.javacpp.maxphysicalbytes=0")
        .noneMatch(word -> word.contains("dynamicAllocation"));
  }

  @Test
  void aLargeNetworkGetsMemory() {
    List<String> words =
        words("--master", "yarn", "--set", "model.layers=[flatten, dense: {units: 100000}]");
    // 78.6 million parameters: 300 MiB; two values of Adam each.
    SparkConf conf = new SparkConf(false);
    words.stream()
        .filter(word -> word.startsWith("spark.executor.memoryOverhead="))
        .forEach(word -> conf.set("o", word.substring(word.indexOf('=') + 1)));
    assertThat(conf.getSizeAsMb("o")).isBetween(360L + 5 * 300, 360L + 10 * 300);
    assertThat(conf.set("m", after(words, "--executor-memory")).getSizeAsMb("m"))
        .isBetween(4 * 300L, 8 * 300L);
    assertThat(conf.set("d", after(words, "--driver-memory")).getSizeAsMb("d"))
        .isBetween(6 * 300L, 15 * 300L);
  }

  @Test
  void whatCannotWorkIsRefused() {
    assertThat(submit("--master", "local[6]", "--deploy-mode", "cluster").error())
        .startsWith("bellows: --deploy-mode = cluster: --master local[6] runs the driver in");
    Ended few = submit("--master", "yarn", "--conf", "spark.executor.instances=1");
    assertThat(few.code()).isEqualTo(75);
    assertThat(few.error()).startsWith("bellows: cluster.workers = 6: there is 1 task slot");
    Ended gang =
        submit(
            "--master",
            "yarn",
            "--conf",
            "spark.dynamicAllocation.enabled=true",
            "--set",
            "cluster.mode=gang");
    assertThat(gang.code()).isEqualTo(2);
    assertThat(gang.error()).startsWith("bellows: cluster.mode = gang: its tasks start together");
    assertThat(submit("--libraries", "/nowhere", "--master", "yarn").error())
        .isEqualTo(
            "bellows: --libraries = /nowhere: holds no bellows-driver-*.jar. Run scripts/bellows"
                + " submit-command, or name the directory of Bellows' jars.");
  }

  /** Spark's own reader, and what submit-command writes itself. */
  @ParameterizedTest
  @ValueSource(strings = {"standalone", "yarn", "kubernetes"})
  void thePropertyFilesAgree(String name) {
    Path file = Path.of("..", "conf", "spark", name + ".conf");
    Map<String, String> properties =
        JavaConverters.mapAsJavaMap(Utils.getPropertiesFromFile(file.toString()));
    new SubmitSettings(new SparkConf(false).set("spark.master", "yarn"), false)
        .executorEnvironment()
        .forEach(
            (key, value) ->
                assertThat(properties).containsEntry("spark.executorEnv." + key, value));
    List<String> words = words("--master", "yarn");
    assertThat(words)
        .contains(
            "spark.executor.extraJavaOptions=" + properties.get("spark.executor.extraJavaOptions"),
            "spark.driver.extraJavaOptions=" + properties.get("spark.driver.extraJavaOptions"),
            "spark.dynamicAllocation.enabled=" + properties.get("spark.dynamicAllocation.enabled"));
  }

  @Test
  void aTableHasNoFiguresOfMemory() {
    Ended ended =
        run(
            "submit-command",
            config().toString(),
            "--libraries",
            libraries.toString(),
            "--master",
            "yarn");
    assertThat(ended.code()).isZero();
    assertThat(ended.err()).contains("memory is not estimated").contains("data.prepared = ");
  }
}
