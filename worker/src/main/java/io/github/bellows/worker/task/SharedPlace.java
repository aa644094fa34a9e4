package io.github.bellows.worker.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.worker.task.ExecutorReport.Trouble;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.Path;

/**
 * A directory that driver and executors must have in common, tried out with small files: the driver
 * leaves a marker, and each executor reads it, writes a file of its own, reads it back and deletes
 * it.
 *
 * @param key the configuration's key for it
 * @param directory qualified
 * @param marker name and content of the driver's file; empty if the driver itself cannot write
 *     there, as where data was prepared by somebody else
 */
public record SharedPlace(String key, String directory, String marker) implements Serializable {
  private static final String FIX =
      "Set data.prepared to a place that every machine of the cluster reads and writes, such as"
          + " hdfs://, s3a:// or a shared mount";

  /** Leaves a marker, on the driver; {@link #clear} takes it away. */
  public static SharedPlace mark(Storage storage, String key, Path directory) {
    String name = ".preflight-" + UUID.randomUUID();
    try {
      storage.replace(new Path(directory, name), name.getBytes(UTF_8));
    } catch (TrainingException e) {
      name = "";
    }
    return new SharedPlace(key, directory.toString(), name);
  }

  /** Removes the marker, and the directory if {@code mark} has made it and nobody has used it. */
  public void clear(Storage storage, boolean wasThere) {
    if (marker.isEmpty()) {
      return;
    }
    storage.delete(new Path(directory, marker));
    if (!wasThere) {
      storage.deleteIfEmpty(path());
    }
  }

  private Path path() {
    return new Path(directory);
  }

  /** Returns what is wrong with it in this JVM. */
  Optional<Trouble> trouble(Storage storage) {
    if (marker.isEmpty()) {
      return Optional.empty(); // what the driver cannot write either is no matter of executors
    }
    byte[] content = marker.getBytes(UTF_8);
    try {
      if (!Arrays.equals(storage.read(new Path(path(), marker)), content)) {
        return Optional.of(trouble(ErrorCode.INPUT_MISSING, "reads another file there"));
      }
    } catch (TrainingException e) {
      return Optional.of(
          trouble(
              ErrorCode.INPUT_MISSING,
              "does not see what the driver has just written there" + reason(e)));
    }
    Path own = new Path(path(), marker + "-" + UUID.randomUUID());
    try {
      storage.replace(own, content);
      boolean same = Arrays.equals(storage.read(own), content);
      storage.delete(own);
      return same
          ? Optional.empty()
          : Optional.of(trouble(ErrorCode.CANNOT_WRITE, "reads other bytes than it wrote there"));
    } catch (TrainingException e) {
      return Optional.of(trouble(ErrorCode.CANNOT_WRITE, "cannot write there" + reason(e)));
    }
  }

  private Trouble trouble(ErrorCode code, String rule) {
    return new Trouble(key + " = " + Storage.display(path()), code, rule, FIX);
  }

  private static String reason(TrainingException failure) {
    Throwable cause = failure.getCause();
    String message = cause == null ? null : cause.getMessage();
    return message == null ? "" : " (" + message.lines().findFirst().orElse("") + ")";
  }
}
