package io.github.bellows.driver.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.config.LabelConfig.Kind;
import io.github.bellows.common.config.ValidationConfig;
import io.github.bellows.common.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init")
class HdfsIT extends SparkTest {
  private MiniDFSCluster cluster;

  @BeforeEach
  void startHdfs() throws IOException {
    cluster =
        new MiniDFSCluster.Builder(new Configuration(), directory.resolve("dfs").toFile())
            .numDataNodes(1)
            .build();
    cluster.waitActive();
  }

  @AfterEach
  void stopHdfs() {
    cluster.shutdown();
  }

  @Test
  void readsFromHdfsAndPreparesOnIt() throws IOException {
    Path top = new Path(cluster.getFileSystem().getUri());
    Path csv = new Path(top, "/in/train set.csv");
    storage.replace(csv, "a,y\n1,5\n2,6\n3,5\n".getBytes(StandardCharsets.UTF_8));
    Path root = new Path(top, "/prepared");
    Preparation preparation = new Preparation(spark, storage);
    var config =
        with(
            data(csv(csv.toString(), "header", "true"), "y", Kind.NUMBER),
            new ValidationConfig(null, 0.5));
    PreparedData prepared = preparation.prepare(config, 1, root);
    assertThat(samples(prepared.train())).hasSize(2);
    assertThat(samples(prepared.validation())).hasSize(1);
    assertThat(preparation.prepare(config, 1, root).reused()).isTrue();
    storage.replace(csv, "a,y\n1,5\nx,6\n".getBytes(StandardCharsets.UTF_8));
    assertError(
        () -> preparation.prepare(config, 1, root),
        ErrorCode.BAD_DATA,
        csv + ":3: column a: 'x' is not a number");
  }

  @Test
  void readsFoldersOfImagesOnHdfs() throws IOException {
    java.nio.file.Path local = ImageTrees.write(directory.resolve("tree"), 3, 1);
    Path tree = new Path(cluster.getFileSystem().getUri() + "/my pictures");
    cluster.getFileSystem().copyFromLocalFile(new Path(local.toUri()), tree);
    PreparedData there = prepare(ImagesIT.images(Map.of(), tree));
    PreparedData here = prepare(ImagesIT.images(Map.of(), local));
    assertThat(samples(there.train())).isEqualTo(samples(here.train())).hasSize(9);
    assertThat(prepare(ImagesIT.images(Map.of(), tree + "/*")).train()).isEqualTo(there.train());
    Path bad = new Path(tree, "down/image-0.png");
    storage.replace(bad, new byte[3]);
    assertError(
        () -> prepare(ImagesIT.images(Map.of(), tree)),
        ErrorCode.BAD_DATA,
        bad + ": does not hold");
  }
}
