package io.github.bellows.driver.dl4j.file;

import io.github.bellows.common.config.NetworkFiles;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.storage.Storage;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads the file that {@code model.dl4j} names, and keeps its parameters for the run. For one
 * configuration and one thread.
 */
public final class Dl4jNetworks implements NetworkFiles {
  /** The file's parameters in a run directory. */
  private static final String WEIGHTS = "initial.safetensors";

  private final Storage storage;
  private @Nullable Imported imported;
  private @Nullable String weights;

  /** Creates a reader of files on any file system. */
  public Dl4jNetworks(Storage storage) {
    this.storage = storage;
  }

  @Override
  public Described read(String file, Map<String, Shape> inputs) {
    if (imported == null) {
      imported =
          Imported.of(
              storage, file, inputs, new Imported.Naming("model.dl4j = " + file, "model.input"));
    }
    return new Described(imported.spec(), imported.frozen(), weights);
  }

  /**
   * Writes the parameters of the file into a run's directory, from where descriptions read later
   * take them.
   *
   * @return whether there is a file; if not, nothing is written
   */
  public boolean keepWeights(Path run) {
    if (imported == null) {
      return false;
    }
    Path target = new Path(run, WEIGHTS);
    imported.writeWeights(storage, target);
    weights = Storage.display(target);
    return true;
  }
}
