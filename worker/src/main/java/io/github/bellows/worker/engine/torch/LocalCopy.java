package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.ModuleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A TorchScript file on the local disk, where libtorch reads it; deleted when closed.
 *
 * @param path the file
 */
record LocalCopy(Path path) implements AutoCloseable {
  /**
   * Writes a copy.
   *
   * @throws TrainingException ({@link ErrorCode#CANNOT_WRITE}) if the system's directory for
   *     temporary files has no room
   */
  static LocalCopy of(ModuleFile file) {
    LocalCopy copy = null;
    try {
      copy = new LocalCopy(Files.createTempFile("bellows-", ".pt"));
      Files.write(copy.path, file.bytes());
      return copy;
    } catch (IOException e) {
      if (copy != null) {
        copy.close();
      }
      throw new TrainingException(
          ErrorCode.CANNOT_WRITE,
          "java.io.tmpdir = "
              + System.getProperty("java.io.tmpdir")
              + ": a copy of the TorchScript file cannot be written ("
              + e.getMessage()
              + "). Free space there, or choose another place with -Djava.io.tmpdir.",
          e);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException ignored) {
      // It is in the system's directory for such files.
    }
  }
}
