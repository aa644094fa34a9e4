package io.github.bellows.driver.cli;

import io.github.bellows.common.config.ModelConfig;
import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.summary.NetworkSummary;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.cluster.Slots;
import io.github.bellows.driver.run.MemoryEstimate;
import io.github.bellows.driver.run.ModuleFiles;
import io.github.bellows.driver.run.SavedModel;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bellows summary CONF}: the network of a configuration or a saved model. */
@Command(
    name = "summary",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
      "Checks a configuration and prints its network: layers, shapes, parameters, multiply-adds,",
      "receptive fields, memory. CONF may also be a run or a model directory."
    })
final class SummaryCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(
      names = "--tensors",
      description = "Print every tensor, its shape and the rule for its first values, as well.")
  private boolean tensors;

  @Mixin private ConfigOptions configuration;
  @Mixin private SparkOptions spark;

  @Override
  public Integer call() {
    Storage storage = spark.storage();
    if (storage.isDirectory(storage.qualify(configuration.file()))) {
      print(NetworkSummary.of(SavedModel.open(storage, configuration.file()).network()), null);
      return 0;
    }
    RunConfig config = configuration.load(storage, spark.sparkConf()).config();
    ModelConfig model = config.model();
    if (model.inputs() == null) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "model.input",
          "is needed to know the shapes before the data is read",
          "Write it, or add --set model.input=[N] with the number of features");
    }
    Network network = Network.of(model.spec(ModuleFiles.on(storage)));
    NetworkSummary summary = NetworkSummary.of(network);
    print(summary, memory(summary, config));
    return 0;
  }

  /** Returns the estimate of a run; null where all samples make one batch of unknown size. */
  private @Nullable MemoryEstimate memory(NetworkSummary summary, RunConfig config) {
    if (config.training().fullBatch()) {
      return null;
    }
    Integer wanted = config.cluster().workers();
    int lanes = config.training().lanes();
    int workers =
        wanted == null
            ? Slots.expected(spark.sparkConf(), lanes).workers(0, lanes)
            : Math.min(wanted, lanes);
    return MemoryEstimate.of(summary, config, workers);
  }

  private void print(NetworkSummary summary, @Nullable MemoryEstimate memory) {
    if (json) {
      System.out.println(SummaryJson.of(summary, memory));
      return;
    }
    System.out.print(SummaryText.of(summary, memory));
    if (tensors) {
      System.out.println();
      System.out.print(SummaryText.tensors(summary));
    }
  }
}
