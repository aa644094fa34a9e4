package io.github.bellows.driver.cli;

import io.github.bellows.common.config.ClusterConfig.Mode;
import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.model.summary.NetworkSummary;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.cluster.Layout;
import io.github.bellows.driver.cluster.MemoryNeed;
import io.github.bellows.driver.cluster.ModeChoice;
import io.github.bellows.driver.cluster.Slots;
import io.github.bellows.driver.cluster.SubmitSettings;
import io.github.bellows.driver.run.ExecutorMemory;
import io.github.bellows.driver.run.MemoryEstimate;
import io.github.bellows.driver.run.RunPreflight;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bellows submit-command CONF}: the line that submits a run without scripts/bellows. */
@Command(
    name = "submit-command",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
      "Prints the spark-submit line that trains a configuration on a cluster.",
      "What <IN-ANGLES> stands for must be filled in; standard error says with what."
    })
final class SubmitCommand implements Callable<Integer> {
  /** As a segment began, as it comes back, and as it is being written. */
  private static final int STATES_ON_THE_DRIVER = 3;

  /** Where drivers may be. */
  enum DeployMode {
    /** In the process of spark-submit. */
    CLIENT,
    /** On a machine of the cluster. */
    CLUSTER
  }

  @Mixin private ConfigOptions configuration;
  @Mixin private SparkOptions spark;

  @Option(
      names = "--deploy-mode",
      paramLabel = "client|cluster",
      defaultValue = "client",
      description = "Where the driver runs; default ${DEFAULT-VALUE}.")
  private DeployMode deployMode = DeployMode.CLIENT;

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      description = "The run's directory, as train has it.")
  private @Nullable String runDirectory;

  @Option(
      names = "--java-home",
      paramLabel = "DIR",
      description = "A JDK 17 on the machines of a YARN cluster whose own Java is older.")
  private @Nullable String javaHome;

  @Option(
      names = "--libraries",
      paramLabel = "DIR",
      description = "Where Bellows' jars are; scripts/bellows knows.")
  private @Nullable String libraries;

  private final List<String> notes = new ArrayList<>();

  @Override
  public Integer call() {
    spark.checkMaster();
    Storage storage = spark.storage();
    SparkConf given = spark.given();
    RunConfig config = configuration.load(storage, given).config();
    Mode mode = ModeChoice.of(given, config.cluster().mode()).mode();
    Integer wanted = config.cluster().workers();
    Layout layout = Layout.of(given, wanted == null ? 0 : wanted, config.training().lanes());
    SubmitFiles files =
        SubmitFiles.of(
            given.get("spark.master"),
            deployMode == DeployMode.CLUSTER,
            storage.qualify(configuration.file()),
            libraries);
    SubmitSettings settings =
        new SubmitSettings(given, deployMode == DeployMode.CLUSTER)
            .environment(javaHome, System.getProperty("log4j2.configurationFile"))
            .instructions(config.cluster().instructionSet())
            .executors(layout, mode);
    memory(settings, config, mode, layout, storage);
    settings.placeholders(files.uploads());
    Slots.expected(settings.sparkConf(), Integer.MAX_VALUE).requireAtLeast(layout.workers());
    notes.addAll(settings.notes());
    notes.addAll(files.notes());
    noteLocalPlaces(storage, config, files);
    System.out.println(ShellWords.line(words(given, settings, files)));
    notes.forEach(note -> System.err.println("bellows: " + note));
    return 0;
  }

  private void memory(
      SubmitSettings settings, RunConfig config, Mode mode, Layout layout, Storage storage) {
    NetworkSummary network = RunPreflight.knownNetwork(config, storage);
    if (network == null || config.training().fullBatch()) {
      notes.add(
          "memory is not estimated, since it depends on the data; for a table, add --set"
              + " model.input=[N] with the number of its features");
      return;
    }
    MemoryNeed need =
        ExecutorMemory.of(
            network,
            config,
            mode,
            config.training().batch(),
            new ExecutorMemory.Crew(layout.workers(), layout.here()));
    MemoryEstimate whole = MemoryEstimate.of(network, config, layout.workers());
    long state = Math.multiplyExact(STATES_ON_THE_DRIVER, whole.checkpointBytes());
    MemoryNeed driver = new MemoryNeed(layout.workers(), state, 0, 0);
    settings.memory(need, driver.heapMebibytes());
  }

  /** Local paths mean another disk on every machine. */
  private void noteLocalPlaces(Storage storage, RunConfig config, SubmitFiles files) {
    if (files.onThisMachine()) {
      return;
    }
    String output = runDirectory == null ? config.output() : runDirectory;
    if (deployMode == DeployMode.CLUSTER) {
      noteLocal(storage, runDirectory == null ? "output" : "--run-dir", output);
    }
    String prepared = config.data().prepared();
    noteLocal(
        storage, "data.prepared", prepared == null ? config.output() + "/prepared" : prepared);
  }

  /** Opens no file system: this machine may not know those of the cluster. */
  private void noteLocal(Storage storage, String key, String path) {
    String scheme = new Path(path).toUri().getScheme();
    URI otherwise = FileSystem.getDefaultUri(storage.hadoop());
    if ("file".equals(scheme == null ? otherwise.getScheme() : scheme)) {
      notes.add(
          key
              + " = "
              + path
              + " is a local path: it must be a mount that all machines share; else write one on"
              + " HDFS or an object store");
    }
  }

  private List<String> words(SparkConf given, SubmitSettings settings, SubmitFiles files) {
    List<String> words = new ArrayList<>();
    String master = given.get("spark.master");
    if (master.startsWith("local") && !master.startsWith("local-cluster")) {
      words.add("env");
      settings.executorEnvironment().forEach((name, value) -> words.add(name + "=" + value));
    }
    String home = System.getenv("SPARK_HOME");
    words.add(home == null || home.isEmpty() ? "spark-submit" : home + "/bin/spark-submit");
    words.addAll(List.of("--class", Main.class.getName(), "--master", master));
    words.addAll(List.of("--deploy-mode", deployMode == DeployMode.CLIENT ? "client" : "cluster"));
    settings.settings().forEach((key, value) -> words.addAll(SubmitFiles.option(key, value)));
    words.addAll(files.words());
    words.addAll(List.of("train", files.configuration()));
    if (runDirectory != null) {
      words.addAll(List.of("--run-dir", runDirectory));
    }
    configuration.sets().forEach(set -> words.addAll(List.of("--set", set)));
    return words;
  }
}
