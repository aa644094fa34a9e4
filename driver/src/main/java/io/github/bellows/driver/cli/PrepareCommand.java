package io.github.bellows.driver.cli;

import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.prepare.Preparation;
import io.github.bellows.driver.prepare.PreparedData;
import io.github.bellows.driver.run.PreparedRoot;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code bellows prepare CONF}: the data of a configuration, ready for runs. */
@Command(
    name = "prepare",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
      "Prepares the data of a configuration, so that runs find it ready.",
      "Does nothing if it is prepared already and nothing changed."
    })
final class PrepareCommand implements Callable<Integer> {
  @Mixin private ConfigOptions configuration;
  @Mixin private SparkOptions spark;

  @Override
  public Integer call() {
    RunConfig config = configuration.load(spark.storage(), spark.sparkConf()).config();
    try (SparkSession session = spark.open("prepare")) {
      Storage storage = SparkOptions.storage(session);
      Path root = PreparedRoot.of(config, storage);
      PreparedData data =
          new Preparation(session, storage).prepare(config.data(), config.seed(), root);
      System.out.println(data.reason());
      System.out.println("training:   " + Storage.display(data.train()));
      if (data.validation() != null) {
        System.out.println("validation: " + Storage.display(data.validation()));
      }
    }
    return 0;
  }
}
