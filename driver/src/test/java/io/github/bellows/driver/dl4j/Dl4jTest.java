package io.github.bellows.driver.dl4j;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** What tests with networks of theirs share: a local context, and examples. */
@SuppressWarnings("NullAway.Init")
abstract class Dl4jTest {
  static JavaSparkContext spark;

  @TempDir Path directory;

  @BeforeAll
  static void startSpark() {
    start("local[2]");
  }

  static void start(String master) {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster(master)
                .setAppName("dl4j")
                .set("spark.ui.enabled", "false")
                .set("spark.sql.shuffle.partitions", "2"));
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  /** Returns examples of Gaussian features of a shape, each of one of the classes. */
  static List<DataSet> examples(int count, int classes, long seed, long... shape) {
    Random random = new Random(seed);
    List<DataSet> examples = new ArrayList<>();
    long[] one = new long[shape.length + 1];
    one[0] = 1;
    System.arraycopy(shape, 0, one, 1, shape.length);
    for (int i = 0; i < count; i++) {
      INDArray features = Nd4j.create(one);
      for (long k = 0; k < features.length(); k++) {
        features.putScalar(k, random.nextGaussian());
      }
      INDArray label = Nd4j.zeros(1, classes);
      label.putScalar(0, i % classes, 1);
      examples.add(new DataSet(features, label));
    }
    return examples;
  }

  static JavaRDD<DataSet> rdd(List<DataSet> examples) {
    return spark.parallelize(examples, 2);
  }
}
