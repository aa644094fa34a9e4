package io.github.bellows.driver.run;

import io.github.bellows.common.checkpoint.ModelDirectory;
import io.github.bellows.common.config.ModelConfig;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.ModuleReader;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.worker.engine.torch.TorchScriptModules;
import org.apache.hadoop.fs.Path;

/** Finds the TorchScript files that descriptions name. */
public final class ModuleFiles {
  private static final String KEY = "model.torchscript = ";

  private ModuleFiles() {}

  /** Returns a reader of files that a configuration names, on any file system. */
  public static ModuleReader on(Storage storage) {
    return (file, inputs) ->
        TorchScriptModules.examine(KEY + file, storage.read(storage.qualify(file)), inputs);
  }

  /**
   * Checks that the file a configuration names is there, if it names one.
   *
   * @throws TrainingException ({@link ErrorCode#INPUT_MISSING}) if it is not
   */
  static void require(ModelConfig model, Storage storage) {
    String file = model.torchscript();
    if (file != null && !storage.exists(storage.qualify(file))) {
      throw TrainingException.of(
          ErrorCode.INPUT_MISSING,
          KEY + file,
          "there is no such file",
          "Write the path of a file that torch.jit.save wrote");
    }
  }

  /** Returns a reader of the file in a model directory. */
  static ModuleReader in(ModelDirectory files, Path directory) {
    return (file, inputs) ->
        TorchScriptModules.examine(
            Storage.display(new Path(directory, file)), files.file(file), inputs);
  }
}
