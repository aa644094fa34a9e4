package io.github.bellows.driver.ml;

import io.github.bellows.common.checkpoint.ModelDirectory;
import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.data.FeatureColumn;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.run.SavedModel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/**
 * A model directory in memory.
 *
 * @param saved what predicts
 * @param metrics the figures it reached in training, as JSON
 */
record TrainedNetwork(SavedModel saved, String metrics) {
  /** What columns are called whose own names belong to others. */
  private static final String HIDDEN = "__bellows_column_";

  /**
   * Reads a model directory.
   *
   * @throws TrainingException if there is none or it is damaged
   */
  static TrainedNetwork read(Storage storage, Path directory) {
    SavedModel saved = SavedModel.open(storage, directory.toString());
    String metrics =
        ModelDirectory.open(storage, saved.directory()).document(ModelDirectory.METRICS);
    return new TrainedNetwork(saved, metrics);
  }

  /**
   * Writes a model directory.
   *
   * @throws TrainingException ({@link ErrorCode#CANNOT_WRITE}) if it cannot be written
   */
  void write(Storage storage, Path directory) {
    ModelDirectory.write(
        storage,
        directory,
        new ModelDirectory.Content(
            Map.of(
                ModelDirectory.MODEL, ModelYaml.write(saved.network().spec()),
                ModelDirectory.PREPROCESSING, saved.preprocessing().toJson(),
                ModelDirectory.METRICS, metrics),
            ModelDirectory.files(saved.network().spec())),
        saved.network().layout(),
        saved.parameters());
  }

  /**
   * Returns names for the columns of rows by which the recipe finds its features.
   *
   * @param columns what the rows call theirs
   * @param features which of them are the features, in the order of the training rows'
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if there are not as many features
   */
  String[] recipeNames(String[] columns, List<String> features) {
    List<FeatureColumn> known = saved.preprocessing().columns();
    if (features.size() > known.size()) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "featuresCols = " + features,
          "the model was trained on " + known.stream().map(FeatureColumn::name).toList(),
          "Name as many columns, in that order");
    }
    List<String> given = Arrays.asList(columns);
    String[] names = columns.clone();
    for (int i = 0; i < features.size(); i++) {
      int other = given.indexOf(known.get(i).name());
      if (other >= 0 && !features.contains(given.get(other))) {
        names[other] = HIDDEN + other;
      }
    }
    for (int i = 0; i < features.size(); i++) {
      names[given.indexOf(features.get(i))] = known.get(i).name();
    }
    return names;
  }
}
