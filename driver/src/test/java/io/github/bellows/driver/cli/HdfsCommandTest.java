package io.github.bellows.driver.cli;

import io.github.bellows.common.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What tests of commands share whose paths are on HDFS: a cluster of one node. */
@SuppressWarnings("NullAway.Init")
abstract class HdfsCommandTest extends CommandLineTest {
  static final String TEMPORARY = "java.io.tmpdir";

  private static final String BEFORE = System.getProperty(TEMPORARY);

  /** Settings for a cluster of one node, which closes files without long waits. */
  private static final Map<String, String> CLIENT =
      Map.of("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", "10");

  static MiniDFSCluster cluster;
  static Storage storage;

  @BeforeAll
  static void startHdfs(@TempDir Path directory) throws IOException {
    Configuration hadoop = new Configuration();
    hadoop.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.toString());
    cluster = new MiniDFSCluster.Builder(hadoop).numDataNodes(1).nameNodePort(0).build();
    cluster.waitClusterUp();
    Configuration client = new Configuration();
    CLIENT.forEach(client::set);
    storage = new Storage(client);
    System.setProperty(TEMPORARY, directory.toString()); // local copies of blocks go there
  }

  @AfterAll
  static void stopHdfs() {
    System.setProperty(TEMPORARY, BEFORE);
    cluster.shutdown(true);
  }

  static String on(String path) {
    return cluster.getURI() + path;
  }

  /** Returns the arguments of a command, and those of a local session that uses the cluster. */
  static String[] onHdfs(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--master", "local[2]"));
    CLIENT.forEach(
        (key, value) -> all.addAll(List.of("--conf", "spark.hadoop." + key + "=" + value)));
    return all.toArray(String[]::new);
  }
}
