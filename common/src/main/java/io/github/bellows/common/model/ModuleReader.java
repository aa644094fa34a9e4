package io.github.bellows.common.model;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.util.List;

/** Finds and examines the TorchScript files that descriptions name. */
@FunctionalInterface
public interface ModuleReader {
  /** For descriptions that must not name one. */
  ModuleReader NONE =
      (file, inputs) -> {
        throw TrainingException.of(
            ErrorCode.CONFIGURATION,
            "torchscript = " + file,
            "a TorchScript file cannot be read here",
            "Describe the network with layers");
      };

  /**
   * Returns the module of a file.
   *
   * @param file as the description names it
   * @param inputs the shapes of one sample that the module will be given, in order
   * @throws TrainingException if there is no such file, it is no TorchScript module, or the module
   *     does not take those inputs
   */
  TorchScript read(String file, List<Shape> inputs);
}
