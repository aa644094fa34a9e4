package io.github.bellows.driver.dl4j;

import java.util.Objects;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.datavec.spark.util.SerializableHadoopConfig;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.spark.data.loader.RemoteFileSourceFactory;
import org.jspecify.annotations.Nullable;

/** Files of examples, such as Deeplearning4j's {@code fit} of a directory reads. */
final class ExampleFiles {
  private ExampleFiles() {}

  /**
   * Returns the examples of files, which executors read.
   *
   * @param loader reads a file with one input and output; null if the other one does
   * @param multiLoader reads a file with several
   */
  static JavaRDD<Examples> read(
      JavaRDD<String> paths,
      @Nullable DataSetLoader loader,
      @Nullable MultiDataSetLoader multiLoader) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(paths.context());
    RemoteFileSourceFactory sources =
        new RemoteFileSourceFactory(
            context.broadcast(new SerializableHadoopConfig(context.hadoopConfiguration())));
    if (loader != null) {
      return paths.map(path -> Examples.of(loader.load(sources.getSource(path))));
    }
    MultiDataSetLoader several = Objects.requireNonNull(multiLoader);
    return paths.map(path -> Examples.of(several.load(sources.getSource(path))));
  }
}
