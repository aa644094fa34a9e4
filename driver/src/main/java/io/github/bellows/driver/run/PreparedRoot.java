package io.github.bellows.driver.run;

import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.storage.Storage;
import org.apache.hadoop.fs.Path;

/** Where prepared data is kept, shared between runs. */
public final class PreparedRoot {
  private PreparedRoot() {}

  /** Returns {@code data.prepared}, or {@code prepared} beneath {@code output}. */
  public static Path of(RunConfig config, Storage storage) {
    String wanted = config.data().prepared();
    return wanted != null ? storage.qualify(wanted) : beneath(config.output(), storage);
  }

  /** Returns {@code prepared} beneath a directory of runs. */
  public static Path beneath(String output, Storage storage) {
    return new Path(storage.qualify(output), "prepared");
  }
}
