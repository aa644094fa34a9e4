package io.github.bellows.driver.cli;

import io.github.bellows.common.config.ModelConfig;
import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.run.ModuleFiles;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code bellows summary CONF}: the network of a configuration, layer by layer. */
@Command(
    name = "summary",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Checks a configuration and prints its network: layers, shapes, parameters.")
final class SummaryCommand implements Callable<Integer> {
  private static final String ROW = "%-16s %-12s %-16s %-16s %12s  %s%n";
  private static final int BYTES_PER_MEBIBYTE = 1 << 20;

  @Mixin private ConfigOptions configuration;
  @Mixin private SparkOptions spark;

  @Override
  public Integer call() {
    Storage storage = spark.storage();
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
    System.out.printf(ROW, "layer", "kind", "input", "output", "parameters", "tensors");
    for (Network.Node node : network.nodes()) {
      System.out.printf(
          ROW,
          node.layer().name(),
          node.layer().spec().kind(),
          node.input(),
          node.output(),
          String.format(Locale.ROOT, "%,d", node.parameterCount()),
          node.parameters().stream().map(SummaryCommand::tensor).collect(Collectors.joining(" ")));
    }
    long parameters = network.layout().length();
    System.out.printf(
        Locale.ROOT,
        "%,d parameters (%.1f MiB), loss %s, optimizer %s with %d more values per parameter%n",
        parameters,
        (double) parameters * Float.BYTES / BYTES_PER_MEBIBYTE,
        network.spec().loss().kind(),
        config.optimizer().kind(),
        config.optimizer().resolve(1).optimizer().slots());
    return 0;
  }

  private static String tensor(ParameterLayout.Entry entry) {
    return entry.name() + entry.spec().shape().sizes().toString().replace(" ", "");
  }
}
