package io.github.bellows.driver.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bellows.common.config.LoadedConfig;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.train.RunDirectory;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** Creates and finds run directories. */
public final class RunDirectories {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private RunDirectories() {}

  /**
   * Creates the directory of a new run and writes its configuration.
   *
   * @param wanted the directory; null for {@code output/name-date-time}
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if it holds a run already, which is
   *     left as it is
   */
  public static RunDirectory create(
      Storage storage, LoadedConfig loaded, @Nullable String wanted, Clock clock) {
    RunDirectory run =
        wanted != null
            ? new RunDirectory(storage, storage.qualify(wanted))
            : unused(storage, loaded, clock);
    refuseUsed(run);
    storage.replace(run.config(), loaded.resolvedYaml().getBytes(UTF_8));
    return run;
  }

  /**
   * Refuses a directory that holds a run.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if it does
   */
  public static void refuseUsed(RunDirectory run) {
    if (run.storage().exists(run.config())) {
      String path = Storage.display(run.path());
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "--run-dir = " + path,
          "holds a run already",
          "Continue it with 'bellows resume " + path + "', or choose another directory");
    }
  }

  private static RunDirectory unused(Storage storage, LoadedConfig loaded, Clock clock) {
    String name = loaded.config().name() + "-" + LocalDateTime.now(clock).format(STAMP);
    Path output = storage.qualify(loaded.config().output());
    RunDirectory run = new RunDirectory(storage, new Path(output, name));
    for (int attempt = 2; storage.exists(run.path()); attempt++) {
      run = new RunDirectory(storage, new Path(output, name + "-" + attempt));
    }
    return run;
  }

  /**
   * Returns the directory of an existing run.
   *
   * @throws TrainingException ({@link ErrorCode#INPUT_MISSING}) if there is none
   */
  public static RunDirectory open(Storage storage, String path) {
    RunDirectory run = new RunDirectory(storage, storage.qualify(path));
    if (!storage.exists(run.config())) {
      throw TrainingException.of(
          ErrorCode.INPUT_MISSING,
          "run directory " + Storage.display(run.path()),
          "holds no config.yaml, so no run was started there",
          "Start one with 'bellows train CONF --run-dir " + Storage.display(run.path()) + "'");
    }
    return run;
  }
}
