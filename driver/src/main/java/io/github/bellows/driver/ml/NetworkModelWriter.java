package io.github.bellows.driver.ml;

import io.github.bellows.common.storage.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.MLWriter;

/** Writes a model: Spark's {@code metadata}, and {@code model}, which is a model directory. */
final class NetworkModelWriter extends MLWriter {
  /** Name of the model directory within what is written. */
  static final String MODEL = "model";

  private final NetworkModel<?> model;

  NetworkModelWriter(NetworkModel<?> model) {
    this.model = model;
  }

  @Override
  public void saveImpl(String path) {
    TrainedNetwork network = model.trained();
    try {
      model.metadataWriter().session(sparkSession()).save(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Storage storage = new Storage(sparkSession().sparkContext().hadoopConfiguration());
    network.write(storage, new Path(storage.qualify(path), MODEL));
  }
}
