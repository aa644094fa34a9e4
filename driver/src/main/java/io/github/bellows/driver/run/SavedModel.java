package io.github.bellows.driver.run;

import io.github.bellows.common.checkpoint.ModelDirectory;
import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.data.OutputLabels;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.storage.Storage;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * A model as it was saved.
 *
 * @param directory its directory
 * @param network what it computes
 * @param parameters its parameters
 * @param preprocessing how raw data becomes samples
 */
public record SavedModel(
    Path directory, Network network, float[] parameters, Preprocessing preprocessing) {
  /**
   * Reads a model.
   *
   * @param path a model directory, or a run directory that holds one
   * @throws io.github.bellows.common.error.TrainingException if there is none or it is damaged
   */
  public static SavedModel open(Storage storage, String path) {
    Path given = storage.qualify(path);
    Path inRun = new Path(given, "model");
    Path directory = storage.isDirectory(inRun) ? inRun : given;
    ModelDirectory files = ModelDirectory.open(storage, directory);
    String origin = Storage.display(new Path(directory, ModelDirectory.MODEL));
    Network network =
        Network.of(
            ModelYaml.read(
                files.document(ModelDirectory.MODEL), origin, ModuleFiles.in(files, directory)));
    return new SavedModel(
        directory,
        network,
        files.parameters(network.layout()),
        Preprocessing.fromJson(
            files.document(ModelDirectory.PREPROCESSING),
            Storage.display(new Path(directory, ModelDirectory.PREPROCESSING))));
  }

  /** Returns, for each output of the network, the names of its classes; none if it has numbers. */
  public List<List<String>> classNames() {
    return OutputLabels.of(network, preprocessing.schema()).classNames();
  }
}
