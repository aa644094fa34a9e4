package io.github.bellows.driver.cli;

import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.dl4j.export.Exported;
import io.github.bellows.driver.run.SavedModel;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bellows export MODEL}: a model as a file of another library. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
      "Writes a model as a file that another library opens. What that library cannot express is",
      "listed, and nothing is written."
    })
final class ExportCommand implements Callable<Integer> {
  /** The libraries. */
  enum Format {
    /** A zip that Deeplearning4j's ModelSerializer restores. */
    DL4J
  }

  @Parameters(
      paramLabel = "MODEL",
      description = "A model directory, or a run directory that holds one.")
  private String model = "";

  @Option(
      names = "--format",
      required = true,
      paramLabel = "dl4j",
      description = "What to write: dl4j, a zip that Deeplearning4j's ModelSerializer restores.")
  private Format format = Format.DL4J;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The file to write, on any file system; must not exist.")
  private String out = "";

  @Mixin private SparkOptions spark;

  @Override
  public Integer call() {
    Storage storage = spark.storage();
    Path target = storage.qualify(out);
    storage.requireAbsent(target, "Choose another place, or remove it first");
    SavedModel saved = SavedModel.open(storage, model);
    Exported exported =
        Exported.of(saved.network(), saved.parameters(), Storage.display(saved.directory()));
    storage.replace(target, exported.zip());
    exported.notes().forEach(note -> System.err.println("bellows: note: " + note));
    System.out.println(
        format.name().toLowerCase(java.util.Locale.ROOT) + ": " + Storage.display(target));
    System.out.println("opens with: ModelSerializer." + exported.opener());
    return 0;
  }
}
