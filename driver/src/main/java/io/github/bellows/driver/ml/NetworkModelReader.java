package io.github.bellows.driver.ml;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.MLReader;

/** Reads what {@link NetworkModelWriter} writes. */
final class NetworkModelReader<M extends NetworkModel<M>> extends MLReader<M> {
  private final Class<M> type;

  NetworkModelReader(Class<M> type) {
    this.type = type;
  }

  /**
   * Returns a saved model.
   *
   * @throws TrainingException ({@link ErrorCode#INPUT_MISSING}) if there is none, ({@link
   *     ErrorCode#BAD_DATA}) if it is of another kind or damaged
   */
  @Override
  public M load(String path) {
    Storage storage = new Storage(sparkSession().sparkContext().hadoopConfiguration());
    Path place = storage.qualify(path);
    if (!storage.exists(new Path(place, "metadata"))) {
      throw TrainingException.of(
          ErrorCode.INPUT_MISSING,
          Storage.display(place),
          "no stage of a pipeline was saved there",
          "Give the path that the model was saved at");
    }
    Params stage = new DefaultParamsReadable<Params>() {}.read().session(sparkSession()).load(path);
    if (!type.isInstance(stage)) {
      throw TrainingException.of(
          ErrorCode.BAD_DATA,
          Storage.display(place),
          "holds a " + stage.getClass().getSimpleName() + ", not a " + type.getSimpleName(),
          "Load it with its own class");
    }
    M model = type.cast(stage);
    model.attach(TrainedNetwork.read(storage, new Path(place, NetworkModelWriter.MODEL)));
    return model;
  }
}
