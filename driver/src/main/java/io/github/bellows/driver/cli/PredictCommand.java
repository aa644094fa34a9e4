package io.github.bellows.driver.cli;

import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.run.Prediction;
import io.github.bellows.driver.run.SavedModel;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bellows predict MODEL IN OUT}: adds predictions to rows. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
      "Adds columns with a model's predictions to the rows of a source.",
      "prediction is the class or the number, an array for masks and several numbers; what tells",
      "classes apart adds probability (score with the loss hinge). With several outputs, the names",
      "begin with the output's layer: out_prediction."
    })
final class PredictCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "A model directory, or a run directory that holds one.")
  private String modelPath = "";

  @Parameters(
      index = "1",
      paramLabel = "IN",
      description = {
        "A configuration (.yaml), whose validation data is taken, or its training data if it has",
        "none; or a path in the format of the training data. Labels are not needed."
      })
  private String in = "";

  @Parameters(
      index = "2",
      paramLabel = "OUT",
      description = "The directory to write; must not exist.")
  private String out = "";

  @Option(
      names = "--as",
      paramLabel = "parquet|csv",
      description = "What to write. Default: csv if OUT ends in .csv, else parquet.")
  private Prediction.@Nullable Format as;

  @Mixin private DataArgument data;
  @Mixin private EngineOption engine;
  @Mixin private SparkOptions spark;

  @Override
  public Integer call() {
    Storage before = spark.storage();
    SavedModel model = SavedModel.open(before, modelPath);
    SourceConfig source = data.resolve(before, model, in, false).source();
    if (source == null) {
      throw TrainingException.of(
          ErrorCode.USAGE,
          "IN = " + in,
          "its validation data is split off the training data, so it has no source of its own",
          "Name the file to predict");
    }
    try (SparkSession session = spark.open("predict")) {
      Storage storage = SparkOptions.storage(session);
      Path target = storage.qualify(out);
      new Prediction(session, storage, engine.kind()).write(model, source, target, format());
      System.out.println("predictions: " + Storage.display(target));
    }
    return 0;
  }

  private Prediction.Format format() {
    if (as != null) {
      return as;
    }
    return out.endsWith(".csv") ? Prediction.Format.CSV : Prediction.Format.PARQUET;
  }
}
