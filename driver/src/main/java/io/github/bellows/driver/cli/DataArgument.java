package io.github.bellows.driver.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.config.ValidationConfig;
import io.github.bellows.common.data.LabelField;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.data.RowSelection;
import io.github.bellows.common.data.SourceFormat;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.dl4j.file.Dl4jNetworks;
import io.github.bellows.driver.run.SavedModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What DATA on the command line means: a configuration's data, or files in the model's format. */
final class DataArgument {
  private static final String IDX = "idx";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Format of the files: idx, csv, parquet, ... Default: the training data's.")
  private @Nullable String format;

  @Option(
      names = "--option",
      paramLabel = "KEY=VALUE",
      description = "An option of the source, such as header=true. Default: the training data's.")
  private Map<String, String> options = new HashMap<>();

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "The IDX file of labels. Default: the features' name with labels-idx1.")
  private @Nullable String labels;

  /**
   * Data that DATA names.
   *
   * @param source the source; null if it is split off the training data
   * @param config the data section it comes from; null for plain files
   * @param run the configuration it comes from; null for plain files
   */
  record Named(
      @Nullable SourceConfig source, @Nullable DataConfig config, @Nullable RunConfig run) {}

  /**
   * Returns the data of an argument.
   *
   * @param argument a configuration (.yaml), or a path; null for the validation data of the run
   *     that made the model
   * @param labelled whether labels are needed
   */
  Named resolve(Storage storage, SavedModel model, @Nullable String argument, boolean labelled) {
    if (argument == null) {
      Path config = new Path(model.directory().getParent(), "config.yaml");
      if (!storage.exists(config)) {
        throw TrainingException.of(
            ErrorCode.USAGE,
            "DATA",
            "is missing, and there is no config.yaml beside the model that names validation data",
            "Name a configuration or a file to evaluate on");
      }
      return fromConfig(storage, config.toString());
    }
    if (argument.endsWith(".yaml") || argument.endsWith(".yml")) {
      return fromConfig(storage, argument);
    }
    return new Named(files(model.preprocessing(), argument, labelled), null, null);
  }

  private static Named fromConfig(Storage storage, String file) {
    String text = new String(storage.read(storage.qualify(file)), UTF_8);
    RunConfig run =
        ConfigLoader.load(file, text, Map.of(), List.of(), new Dl4jNetworks(storage)).config();
    ValidationConfig validation = run.data().validation();
    SourceConfig source = validation == null ? run.data().train() : validation.source();
    return new Named(source, run.data(), run);
  }

  private SourceConfig files(Preprocessing recipe, String path, boolean labelled) {
    SourceFormat trained = recipe.source();
    String kind = format != null ? format : trained.name();
    Map<String, String> known =
        new HashMap<>(kind.equals(trained.name()) ? trained.options() : Map.of());
    known.putAll(options);
    if (!kind.equals(IDX)) {
      RowSelection all = trained.rows().ofFiles();
      RowSelection rows =
          labelled
              ? all
              : all.withoutLabels(recipe.schema().labels().stream().map(LabelField::name).toList());
      return new SourceConfig(kind, List.of(path), null, null, known, 0, 0, rows);
    }
    String beside =
        path.contains("images-idx3") ? path.replace("images-idx3", "labels-idx1") : null;
    String labelFile = labels != null ? labels : beside;
    if (labelled && labelFile == null) {
      throw TrainingException.of(
          ErrorCode.USAGE,
          "DATA = " + path,
          "an IDX file of features needs one of labels beside it",
          "Name it with --labels FILE");
    }
    return new SourceConfig(IDX, null, path, labelled ? labelFile : labels, known, 0, 0);
  }
}
