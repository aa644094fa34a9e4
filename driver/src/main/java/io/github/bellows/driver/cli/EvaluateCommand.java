package io.github.bellows.driver.cli;

import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.metric.Evaluation;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.prepare.Preparation;
import io.github.bellows.driver.prepare.PreparedData;
import io.github.bellows.driver.run.EvaluationJson;
import io.github.bellows.driver.run.ModelEvaluation;
import io.github.bellows.driver.run.PreparedRoot;
import io.github.bellows.driver.run.SavedModel;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bellows evaluate MODEL [DATA]}: figures of a saved model. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Measures a saved model on labelled data and prints its figures.")
final class EvaluateCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "A model directory, or a run directory that holds one.")
  private String modelPath = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "DATA",
      description = {
        "A configuration (.yaml), whose validation data is taken, or its training data if it has",
        "none; or a path in the format of the training data. Default: the run's validation data."
      })
  private @Nullable String dataPath;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(
      names = "--prepared",
      paramLabel = "DIR",
      defaultValue = "runs/prepared",
      description = "Where prepared data of a path is kept; default ${DEFAULT-VALUE}.")
  private String prepared = "";

  @Mixin private DataArgument data;
  @Mixin private EngineOption engine;
  @Mixin private SparkOptions spark;

  @Override
  public Integer call() {
    Storage before = spark.storage();
    SavedModel model = SavedModel.open(before, modelPath);
    DataArgument.Named named = data.resolve(before, model, dataPath, true);
    try (SparkSession session = spark.open("evaluate")) {
      Evaluation figures = figures(session, model, named);
      List<List<String>> classes = model.classNames();
      if (json) {
        System.out.println(EvaluationJson.of(figures, classes));
      } else {
        System.out.print(EvaluationText.table(figures, classes));
      }
    }
    return 0;
  }

  private Evaluation figures(SparkSession session, SavedModel model, DataArgument.Named named) {
    Storage storage = SparkOptions.storage(session);
    ModelEvaluation evaluation = new ModelEvaluation(session, storage, engine.kind());
    Path root =
        named.run() == null ? storage.qualify(prepared) : PreparedRoot.of(named.run(), storage);
    return named.source() != null
        ? evaluation.evaluate(model, named.source(), root)
        : evaluation.evaluate(model, heldOut(session, storage, named, root));
  }

  private static Path heldOut(
      SparkSession session, Storage storage, DataArgument.Named named, Path prepared) {
    DataConfig config = Objects.requireNonNull(named.config());
    long seed = Objects.requireNonNull(named.run()).seed();
    PreparedData sets = new Preparation(session, storage).prepare(config, seed, prepared);
    return Objects.requireNonNull(sets.validation());
  }
}
