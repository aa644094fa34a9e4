package io.github.bellows.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.LoadedConfig;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.cluster.Findings;
import io.github.bellows.driver.cluster.Preflight;
import io.github.bellows.driver.cluster.Slots;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.torch.TorchProvider;
import io.github.bellows.worker.task.ExecutorReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with executors is said before they train, all of it at once. */
@SuppressWarnings("NullAway.Init")
@Timeout(300)
class PreflightIT {
  private static final String CONFIG =
      """
      name: preflight
      data: { train: { format: digits, samples: 300 } }
      model: { layers: [flatten, dense: { units: 10 }] }
      training: { epochs: 1, batch: 16, lanes: 2 }
      """;

  @TempDir Path directory;

  private final Storage storage = new Storage(new Configuration());

  private LoadedConfig config(Object prepared, String... sets) {
    List<String> all = new ArrayList<>(List.of(sets));
    all.add("data.prepared=" + prepared);
    return ConfigLoader.load("test.yaml", CONFIG, Map.of(), all);
  }

  private RunDirectory run(SparkSession spark, LoadedConfig config) {
    RunDirectory run =
        RunDirectories.create(
            storage, config, directory.resolve("run").toString(), Clock.systemUTC());
    RunResult unused =
        new TrainingRun(spark, config.config(), run, new StopSignal()).run(List.of());
    return run;
  }

  @Test
  void executorsThatCanTrain() {
    try (SparkSession spark = Sessions.cluster(2, 1, 1024)) {
      assertThat(Slots.of(spark.sparkContext(), 2).available()).isEqualTo(2);
      Path prepared = directory.resolve("prepared");
      Findings found = new RunPreflight(spark, config(prepared).config(), storage).examine(2);
      assertThat(found.problems()).isEmpty();
      assertThat(found.warnings()).isEmpty();
      assertThat(found.executors()).extracting(ExecutorReport::executor).containsExactly("0", "1");
      for (ExecutorReport report : found.executors()) {
        assertThat(report.jvm().java()).isEqualTo(Runtime.version().toString());
        // -Xmx1024m less what the collector keeps free.
        assertThat(report.jvm().heapBytes()).isBetween(900L << 20, 1024L << 20);
        assertThat(report.engines())
            .containsExactly(
                new ExecutorReport.Engine("torch", new TorchProvider().describe(), true));
      }
      assertThat(prepared).as("it leaves nothing behind").doesNotExist();
    }
  }

  /** Each process sees its own working directory behind this name, as machines see their disks. */
  private static Path ownOfEachProcess() {
    return Path.of("/proc/self/cwd/target/preflight-" + UUID.randomUUID());
  }

  @Test
  void allProblemsAtOnceAndOnce() throws IOException {
    Map<String, String> settings =
        Map.of("spark.executor.defaultJavaOptions", "-Dorg.bytedeco.javacpp.platform=linux-sparc");
    try (SparkSession spark = Sessions.cluster(2, 1, 512, settings)) {
      // 157 million parameters: 599 MiB each for parameters, messages and two optimizer values.
      LoadedConfig config =
          config(ownOfEachProcess(), "model.layers=[flatten, dense: {units: 200000}]");
      TrainingException failure =
          catchThrowableOfType(TrainingException.class, () -> run(spark, config));
      assertThat(failure.code()).isEqualTo(ErrorCode.CONFIGURATION);
      List<String> lines = String.valueOf(failure.getMessage()).lines().toList();
      assertThat(lines).hasSize(5);
      assertThat(lines.get(0)).isEqualTo("4 problems with the executors:");
      assertThat(lines.get(1))
          .startsWith("  data.prepared = /proc/self/cwd/")
          .contains(": executor 0 on ", ", executor 1 on ")
          .contains("does not see what the driver has just written there")
          .endsWith("such as hdfs://, s3a:// or a shared mount.");
      assertThat(lines.get(2))
          .startsWith("  cluster.engine = torch: executor 0 on ")
          .contains("linux-sparc")
          .contains("Make it load on all machines of the cluster");
      assertThat(lines.get(3))
          .startsWith("  spark.executor.memory = 512m: an executor of 1 worker keeps arrays of ")
          .contains("Use --conf spark.executor.memory=");
      assertThat(lines.get(4)).startsWith("  -XX:MaxDirectMemorySize = ");
      assertThat(Files.readString(directory.resolve("run/status.json")))
          .contains("\"exitCode\" : 2", "4 problems with the executors");
      assertThat(spark.range(0, 100, 1, 2).count()).as("the session is of use").isEqualTo(100);
    }
  }

  @Test
  void aPlaceWhereExecutorsMayNotWrite() throws IOException {
    MiniDFSCluster hdfs =
        new MiniDFSCluster.Builder(new Configuration(), directory.resolve("dfs").toFile())
            .numDataNodes(1)
            .build();
    try (SparkSession spark = Sessions.cluster(1, 1, 1024)) {
      hdfs.waitActive();
      DistributedFileSystem files = hdfs.getFileSystem();
      org.apache.hadoop.fs.Path prepared =
          new org.apache.hadoop.fs.Path(files.getUri().toString(), "/prepared");
      assertThat(files.mkdirs(prepared)).isTrue();
      // Room for the directory and one file, which is the driver's.
      files.setQuota(prepared, 2, HdfsConstants.QUOTA_DONT_SET);
      assertThatThrownBy(() -> run(spark, config(prepared)))
          .isInstanceOfSatisfying(
              TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANNOT_WRITE))
          .hasMessageStartingWith("data.prepared = " + prepared + ": executor 0 on ")
          .hasMessageContaining("it cannot write there (")
          .hasMessageContaining("quota");
      assertThat(files.listStatus(prepared)).as("it leaves nothing behind").isEmpty();
    } finally {
      hdfs.shutdown();
    }
  }

  /** A task that holds its slot until the test closes the other end. */
  private static void hold(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      int unused = socket.getInputStream().read();
    }
  }

  @Test
  void aBusyClusterIsNamed() throws Exception {
    try (SparkSession spark = Sessions.cluster(1, 1, 1024)) {
      assertThat(Slots.of(spark.sparkContext(), 1).available()).isEqualTo(1);
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      Preflight preflight = new Preflight(context, List.of(), true, Duration.ofSeconds(1));
      try (ServerSocket held = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        int port = held.getLocalPort();
        context.setJobDescription("the nightly report");
        JavaFutureAction<Void> busy =
            context.parallelize(List.of(1), 1).foreachAsync(one -> hold(port));
        context.setJobDescription(null);
        try (Socket task = held.accept()) {
          assertThatThrownBy(() -> preflight.examine(storage, null))
              .isInstanceOfSatisfying(
                  TrainingException.class,
                  e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_CAPACITY))
              // Spark's count of a job's tasks may lag behind.
              .hasMessageMatching(
                  ".*: the pre-flight was not done after 1 s: job \\d+ \\(the nightly report\\)"
                      + " (runs 1 task|is under way); this application has 1 task slot\\. .*");
        }
        assertThat(busy.get()).isNull();
      }
      Preflight patient = new Preflight(context, List.of(), true, Duration.ofMinutes(1));
      assertThat(patient.examine(storage, null).executors()).hasSize(1);
    }
  }

  @Test
  void memoryThatOnlyTheDataTells() {
    try (SparkSession spark = Sessions.cluster(1, 1, 512)) {
      assertThat(Slots.of(spark.sparkContext(), 1).available()).isEqualTo(1);
      LoadedConfig table =
          ConfigLoader.load(
              "test.yaml",
              CONFIG.replace("format: digits, samples: 300", "format: csv, path: x.csv"),
              Map.of(),
              List.of("data.prepared=" + directory.resolve("prepared")));
      RunPreflight preflight = new RunPreflight(spark, table.config(), storage);
      preflight.beforeData(1);
      assertThatThrownBy(
              () ->
                  preflight.withNetwork(
                      TestNetworks.of("input: [4]\nlayers: [dense: { units: 40000000 }]"), 16, 1))
          .isInstanceOfSatisfying(
              TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
          .hasMessageContaining("spark.executor.memory = 512m");
    }
  }
}
