package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.model.ModuleReader;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.TorchScript;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** The TorchScript files that {@code scripts/golden/torchscript.py} wrote. */
final class Modules {
  /** Reads a module by its file's name. */
  static final ModuleReader FILES =
      (file, inputs) -> TorchScriptModules.examine(file, bytes(file), inputs);

  private Modules() {}

  static TorchScript of(String name, Shape... inputs) {
    return FILES.read(name + ".pt", List.of(inputs));
  }

  static byte[] bytes(String file) {
    try (InputStream in =
        Objects.requireNonNull(Modules.class.getResourceAsStream("/torchscript/" + file), file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
