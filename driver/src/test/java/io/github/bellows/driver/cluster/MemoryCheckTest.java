package io.github.bellows.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.worker.task.ExecutorReport;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.resource.ResourceProfile$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryCheckTest {
  private static final long MEBIBYTE = 1 << 20;

  private static SparkConf settings(String master, String... keys) {
    SparkConf settings = new SparkConf(false).set("spark.master", master);
    for (String key : keys) {
      String[] parts = key.split("=", 2);
      settings.set(parts[0], parts[1]);
    }
    return settings;
  }

  private static ExecutorReport executor(String host, long heap, long machine) {
    return new ExecutorReport(
        "1",
        host,
        new ExecutorReport.Jvm("17", 4, heap * MEBIBYTE, heap * MEBIBYTE, machine * MEBIBYTE),
        List.of(),
        List.of());
  }

  private static MemoryNeed need(long heap, long direct, long engine) {
    return new MemoryNeed(2, heap * MEBIBYTE, direct * MEBIBYTE, engine * MEBIBYTE);
  }

  /** Spark's own arithmetic, which YARN and Kubernetes use. */
  @ParameterizedTest
  @CsvSource({
    "yarn, 1024, 0.1, spark.executor.memory=1g",
    "yarn, 1024, 0.1, spark.ui.enabled=true",
    "yarn, 8192, 0.1, spark.executor.memory=8g",
    "yarn, 8192, 0.4, spark.executor.memory=8g spark.executor.memoryOverheadFactor=0.4",
    "yarn, 8192, 0.1, spark.executor.memory=8g spark.kubernetes.memoryOverheadFactor=0.4",
    "k8s://host, 8192, 0.4, spark.executor.memory=8g spark.kubernetes.memoryOverheadFactor=0.4",
    "k8s://host, 8192, 0.2, spark.executor.memory=8g spark.executor.memoryOverheadFactor=0.2"
  })
  void theDefaultOverheadIsSparks(String master, long heap, double factor, String keys) {
    ExecutorLimits limits = ExecutorLimits.of(settings(master, keys.split(" ")));
    assertThat(limits.heapMebibytes()).isEqualTo(heap);
    assertThat(limits.overheadGiven()).isFalse();
    assertThat(limits.overheadMebibytes())
        .isEqualTo(
            ResourceProfile$.MODULE$.calculateOverHeadMemory(scala.Option.empty(), heap, factor));
  }

  @ParameterizedTest
  @CsvSource({"700, 700", "700m, 700", "2g, 2048"})
  void aGivenOverheadIsTaken(String text, long mebibytes) {
    ExecutorLimits limits =
        ExecutorLimits.of(settings("yarn", "spark.executor.memoryOverhead=" + text));
    assertThat(limits.overheadGiven()).isTrue();
    assertThat(limits.overheadMebibytes()).isEqualTo(mebibytes);
  }

  private static List<TrainingException> problems(
      MemoryNeed need, SparkConf settings, ExecutorReport... executors) {
    return new MemoryCheck(ExecutorLimits.of(settings), need).problems(List.of(executors));
  }

  /** 360 MiB of JVM and libraries, 200 and 100 of numbers: 660, in steps of 128: 768. */
  @ParameterizedTest
  @CsvSource({"yarn, YARN", "k8s://host, Kubernetes"})
  void whereContainersHaveLimitsTheOverheadMustSuffice(String master, String enforcer) {
    assertThat(problems(need(10, 200, 100), settings(master)))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo(ErrorCode.CONFIGURATION);
              assertThat(problem)
                  .hasMessage(
                      "spark.executor.memoryOverhead = 384m (Spark's default): an executor of 2"
                          + " workers needs about 10 MiB of its heap and 660 MiB outside"
                          + " (parameters and gradients 200, batches 100, JVM and libraries 360),"
                          + " and "
                          + enforcer
                          + " ends a container that takes more than it asked for. Use --conf"
                          + " spark.executor.memoryOverhead=768m.");
            });
    String enough = "spark.executor.memoryOverhead=768m";
    assertThat(problems(need(10, 200, 100), settings(master, enough))).isEmpty();
    assertThat(problems(need(1, 1, 1), settings(master))).as("a small network").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"spark://host:7077", "'local-cluster[2,1,1024]'"})
  void elsewhereNobodyCountsTheOverhead(String master) {
    assertThat(problems(need(10, 200, 100), settings(master), executor("a", 1024, 4096))).isEmpty();
  }

  @Test
  void arraysThatAreLargerThanTheHeap() {
    assertThat(
            problems(
                need(600, 10, 10),
                settings("spark://host:7077", "spark.executor.memory=512m"),
                executor("a", 2000, 9000),
                executor("b", 494, 9000)))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem)
                    .hasMessage(
                        "spark.executor.memory = 512m: an executor of 2 workers keeps arrays of 600"
                            + " MiB in its heap, beside what Spark takes, and executor 1 on b has"
                            + " 494 MiB. Use --conf spark.executor.memory=1152m, or more"
                            + " executors."));
  }

  @Test
  void arraysOutsideTheHeapThatTheJvmDoesNotAllow() {
    assertThat(
            problems(need(10, 1100, 10), settings("spark://host:7077"), executor("a", 1024, 9000)))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(String.valueOf(problem.getMessage()))
                    .startsWith("-XX:MaxDirectMemorySize = 1024m: an executor of 2 workers keeps")
                    .endsWith(
                        "Use --conf"
                            + " spark.executor.extraJavaOptions=-XX:MaxDirectMemorySize=1536m."));
  }

  @Test
  void aMachineThatIsTooSmallIsAWarning() {
    MemoryCheck check =
        new MemoryCheck(ExecutorLimits.of(settings("spark://host:7077")), need(10, 200, 100));
    ExecutorReport executor = executor("small", 1024, 3000);
    assertThat(check.warnings(List.of(executor))).isEmpty();
    assertThat(check.warnings(List.of(executor, executor)))
        .singleElement()
        .asString()
        .startsWith(
            "host small has 3000 MiB, and its 2 executors may take 2048 MiB of heap and 1320 MiB"
                + " outside.");
    // In containers somebody else sees to that.
    assertThat(
            new MemoryCheck(ExecutorLimits.of(settings("yarn")), need(10, 200, 100))
                .warnings(List.of(executor, executor)))
        .isEmpty();
  }

  @Test
  void aHeapWithoutRoomForSparkIsAWarning() {
    MemoryCheck check =
        new MemoryCheck(ExecutorLimits.of(settings("spark://host:7077")), need(900, 1, 1));
    assertThat(check.problems(List.of(executor("a", 1024, 9000)))).isEmpty();
    assertThat(check.warnings(List.of(executor("a", 1024, 9000))))
        .singleElement()
        .asString()
        .contains("keeps arrays of 900 MiB in its heap, beside what Spark takes");
  }
}
