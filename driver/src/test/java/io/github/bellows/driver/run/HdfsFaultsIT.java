package io.github.bellows.driver.run;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file system that takes nothing more in the middle of a run: real HDFS, real executors. */
@SuppressWarnings("NullAway.Init")
@Timeout(120)
class HdfsFaultsIT {
  private static final String TEMPORARY = "java.io.tmpdir";
  private static final String BEFORE = System.getProperty(TEMPORARY);
  private static final int BLOCK = 32 << 10;

  /** Holds status.json and its successor, but not a checkpoint of 106 kB. */
  private static final long ROOM = 2 * BLOCK;

  @TempDir static Path directory;

  private static MiniDFSCluster cluster;
  private static DistributedFileSystem hdfs;
  private static ClusterRuns runs;
  private static String expected;
  private static SparkSession spark;

  /** Something done to the file system. */
  private interface Change {
    void run() throws IOException;
  }

  @BeforeAll
  static void start(@TempDir Path nodes) throws IOException {
    // Whoever asks first for a file system decides for all what its clients do.
    Configuration hadoop = new Configuration();
    hadoop.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, nodes.toString());
    hadoop.setLong(DFSConfigKeys.DFS_NAMENODE_MIN_BLOCK_SIZE_KEY, BLOCK);
    hadoop.setLong("dfs.blocksize", BLOCK);
    hadoop.setInt("dfs.replication", 1);
    hadoop.set("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", "10");
    cluster = new MiniDFSCluster.Builder(hadoop).numDataNodes(1).nameNodePort(0).build();
    cluster.waitClusterUp();
    hdfs = cluster.getFileSystem();
    System.setProperty(TEMPORARY, nodes.toString()); // local copies of blocks go there
    runs = ClusterRuns.of(directory, 2);
    expected = runs.undisturbed();
    runs = runs.on(new Storage(new Configuration(hdfs.getConf())));
    spark = Sessions.cluster(2, 1, 1024);
  }

  @AfterAll
  static void stop() {
    System.setProperty(TEMPORARY, BEFORE);
    spark.stop();
    cluster.shutdown(true);
  }

  @AfterEach
  void theContextLivesOn() {
    assertThat(spark.range(0, 100, 1, 2).count()).isEqualTo(100);
  }

  private static void change(Change change) {
    try {
      change.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RunDirectory create(String name) {
    return runs.create(
        cluster.getURI() + "/runs/" + name,
        List.of("data.prepared=" + cluster.getURI() + "/prepared"));
  }

  /** Returns how a run ends, to which something happens behind its first checkpoint. */
  private static TrainingException failure(RunDirectory run, Change change) {
    TrainingListener listener =
        ClusterRuns.stepped(
            report -> {
              if (report.step() == 7) {
                // The first checkpoint is written meanwhile, the second not yet begun.
                await().atMost(20, SECONDS).until(() -> isWritten(run, 5));
                change(change);
              }
            });
    TrainingException failure =
        catchThrowableOfType(TrainingException.class, () -> runs.goOn(spark, run, listener));
    assertThat(failure.code()).as("%s", failure).isEqualTo(ErrorCode.CANNOT_WRITE);
    assertThat(failure.code().exitCode()).isEqualTo(73);
    assertThat(ClusterRuns.newestCheckpoint(run)).isEqualTo(5);
    assertThat(run.storage().exists(run.model())).isFalse();
    return failure;
  }

  private static boolean isWritten(RunDirectory run, long step) {
    String name = String.format("step-%010d/manifest.json", step);
    return run.storage().exists(new org.apache.hadoop.fs.Path(run.checkpoints(), name));
  }

  private static void assertResumes(RunDirectory run) {
    runs.goOn(spark, run);
    assertThat(ClusterRuns.bits(run)).isEqualTo(expected);
    assertThat(ClusterRuns.status(run).get("state").asText()).isEqualTo("succeeded");
  }

  @Test
  void aFullDiskIsNamedAndTheRunGoesOnWhenThereIsRoom() throws IOException {
    RunDirectory run = create("full");
    TrainingException failure =
        failure(
            run,
            () ->
                hdfs.setQuota(
                    run.path(),
                    HdfsConstants.QUOTA_DONT_SET,
                    hdfs.getContentSummary(run.path()).getSpaceConsumed() + ROOM));
    assertThat(failure)
        .hasMessageStartingWith(run.checkpoints() + "/step-0000000010/")
        .hasMessageContaining(": cannot be written (The DiskSpace quota of /runs/full is exceeded:")
        .hasMessageEndingWith(
            "). Raise the quota, free space there, or choose another place with --run-dir or"
                + " output.");
    JsonNode status = ClusterRuns.status(run);
    assertThat(status.get("state").asText()).isEqualTo("failed");
    assertThat(status.get("exitCode").asInt()).isEqualTo(73);
    assertThat(status.get("message").asText()).isEqualTo(failure.getMessage());
    hdfs.setQuota(run.path(), HdfsConstants.QUOTA_DONT_SET, HdfsConstants.QUOTA_RESET);
    assertResumes(run);
  }

  @Test
  void safeModeIsNamedAndTheRunGoesOnAfterIt() throws IOException {
    RunDirectory run = create("safe");
    try {
      TrainingException failure =
          failure(run, () -> hdfs.setSafeMode(HdfsConstants.SafeModeAction.SAFEMODE_ENTER));
      assertThat(failure)
          .hasMessageStartingWith(run.path() + "/")
          .hasMessageContaining("Name node is in safe mode")
          .hasMessageEndingWith(
              "). Wait until the name node leaves safe mode, then resume the run.");
    } finally {
      hdfs.setSafeMode(HdfsConstants.SafeModeAction.SAFEMODE_LEAVE);
    }
    assertResumes(run);
  }
}
