package io.github.bellows.driver.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.LoadedConfig;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.run.RunDirectories;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.StatusFile;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code bellows resume RUN_DIR}: goes on with a run that was stopped, killed or failed. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
      "Continues a run from its newest sound checkpoint.",
      "The result has the same bits as a run that was never interrupted."
    })
final class ResumeCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN_DIR", description = "The run's directory.")
  private String path = "";

  @Mixin private SparkOptions spark;

  @Override
  public Integer call() {
    spark.checkMaster();
    Storage storage = spark.storage();
    RunDirectory directory = RunDirectories.open(storage, path);
    String shown = Storage.display(directory.path());
    if (StatusFile.State.SUCCEEDED.key().equals(StatusFile.stateOf(directory))) {
      System.out.println(shown + ": has succeeded already; there is nothing to resume");
      return 0;
    }
    LoadedConfig loaded =
        ConfigLoader.load(
            Storage.display(directory.config()),
            new String(storage.read(directory.config()), UTF_8),
            Map.of(),
            List.of());
    return new RunSession(spark, loaded.config(), directory).run();
  }
}
