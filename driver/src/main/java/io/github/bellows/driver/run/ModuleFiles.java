package io.github.bellows.driver.run;

import io.github.bellows.common.checkpoint.ModelDirectory;
import io.github.bellows.common.model.ModuleReader;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.worker.engine.torch.TorchScriptModules;
import org.apache.hadoop.fs.Path;

/** Finds the TorchScript files that descriptions name. */
public final class ModuleFiles {
  private ModuleFiles() {}

  /** Returns a reader of files that a configuration names, on any file system. */
  public static ModuleReader on(Storage storage) {
    return (file, inputs) ->
        TorchScriptModules.examine(
            "model.torchscript = " + file, storage.read(storage.qualify(file)), inputs);
  }

  /** Returns a reader of the file in a model directory. */
  static ModuleReader in(ModelDirectory files, Path directory) {
    return (file, inputs) ->
        TorchScriptModules.examine(
            Storage.display(new Path(directory, file)), files.file(file), inputs);
  }
}
