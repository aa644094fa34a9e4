package io.github.bellows.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models, run directories and temporary files where the file system is HDFS. */
@Timeout(120)
class HdfsStagesIT {
  @TempDir Path directory;

  @Test
  void everythingMayLieOnHdfs() throws IOException {
    MiniDFSCluster hdfs =
        new MiniDFSCluster.Builder(new Configuration(), directory.toFile()).numDataNodes(1).build();
    try (SparkSession spark = LocalSession.start(2)) {
      hdfs.waitActive();
      FileSystem files = hdfs.getFileSystem();
      String top = files.getUri().toString();
      spark.sparkContext().hadoopConfiguration().set("fs.defaultFS", top);
      Dataset<Row> flowers = Flowers.table(spark, 60);
      BellowsClassificationModel model =
          new BellowsClassifier()
              .setFeaturesCols("length", "width")
              .setNetwork("layers: [dense: {units: 3}]")
              .setEpochs(1)
              .setRunDirectory(top + "/runs")
              .fit(flowers);
      List<String> before = Flowers.predictions(model.transform(flowers));
      model.save(top + "/models/flowers");
      assertThat(files.listStatus(new org.apache.hadoop.fs.Path("/runs"))).hasSize(1);
      org.apache.hadoop.fs.Path temporary =
          new org.apache.hadoop.fs.Path(System.getProperty("java.io.tmpdir"));
      assertThat(files.listStatus(temporary)).isEmpty();
      BellowsClassificationModel loaded = BellowsClassificationModel.load(top + "/models/flowers");
      assertThat(Flowers.predictions(loaded.transform(flowers))).isEqualTo(before);
    } finally {
      hdfs.shutdown();
    }
  }
}
