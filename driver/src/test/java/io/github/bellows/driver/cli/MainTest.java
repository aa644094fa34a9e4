package io.github.bellows.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line does without Spark. */
class MainTest extends CommandLineTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train|--set,--run-dir,--master,--conf,CONF",
        "resume|--master,--conf,RUN_DIR",
        "evaluate|--json,--engine,--format,--option,--labels,--prepared,--master,MODEL,DATA",
        "predict|--as,--engine,--format,--option,--labels,--master,MODEL,IN,OUT",
        "prepare|--set,--master,--conf,CONF",
        "summary|--set,--master,CONF",
        "schedule|--set,--steps,--samples,--picture,--master,CONF",
        "doctor|--output,--set,--master,CONF",
        "submit-command|--deploy-mode,--run-dir,--java-home,--set,--master,--conf,CONF",
        "bench|--net,--engine,--batch,--workers,--seconds,--prepared,--master"
      })
  void everyCommandExplainsItself(String command, String options) {
    for (String help : new String[] {"--help", "-h"}) {
      Ended ended = run(command, help);
      assertThat(ended.code()).isZero();
      assertThat(ended.err()).isEmpty();
      assertThat(ended.out())
          .startsWith("Usage: bellows " + command + " ")
          .contains(options.split(","))
          .contains("--help", "--version");
    }
    Ended version = run(command, "--version");
    assertThat(version.code()).isZero();
    assertThat(version.out()).startsWith("bellows ").hasLineCount(1);
  }

  @Test
  void theProgramListsCommandsAndExitCodes() {
    Ended help = run("--help");
    assertThat(help.code()).isZero();
    assertThat(help.out())
        .startsWith("Usage: bellows ")
        .contains("train", "resume", "evaluate", "predict", "prepare", "summary", "schedule")
        .contains("doctor", "submit-command", "bench")
        .contains("65 bad data", "66 input missing", "70 internal error", "73 cannot write")
        .contains("75 no capacity", "76 diverged", "130 stopped");
    assertThat(run("--version").out()).startsWith("bellows ");
    Ended nothing = run();
    assertThat(nothing.code()).isEqualTo(2);
    assertThat(nothing.out()).isEqualTo(help.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "train",
        "train a.yaml b.yaml",
        "train a.yaml --nonsense",
        "train a.yaml --conf nothing",
        "resume",
        "evaluate",
        "predict model",
        "predict model in out --as xml",
        "bench --batch many",
        "summary"
      })
  void whatCannotBeUnderstoodIsUsage(String line) {
    Ended ended = run(line.split(" "));
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).isNotBlank().doesNotContain("Exception", "\tat ");
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void aMistypedCommandIsGuessed() {
    assertThat(run("trian", "x.yaml").err()).contains("Did you mean", "train");
  }

  @Test
  void summaryShowsEveryLayer() {
    write(
        directory.resolve("net.yaml"),
        """
        data:
          train: { format: digits }
        model:
          layers:
            - conv2d: { name: c1, filters: 4, kernel: 5 }
            - flatten
            - dense: { name: out, units: 10 }
        """);
    String path = directory.resolve("net.yaml").toString();
    Ended ended = run("summary", path, "--tensors");
    assertThat(ended.code()).isZero();
    // 4 · (25 + 1) and 4 · 24 · 24 · 10 + 10 parameters of 4 bytes
    assertThat(ended.out().lines().toList())
        .contains("input input: 1×28×28", "output out: 10, crossEntropy")
        .anySatisfy(line -> assertThat(line).matches("c1 +conv2d +4×24×24 +104 +– +57,600 +5×5 +1"))
        .anySatisfy(line -> assertThat(line).matches("out +dense +10 +23,050 +– +23,040"))
        .anySatisfy(line -> assertThat(line).matches("c1 +104 +59,904 +1,808,640"))
        .anySatisfy(line -> assertThat(line).startsWith("23,154 parameters and 0 kept values (0.1"))
        .anySatisfy(
            line ->
                assertThat(line).matches("c1\\.weight +\\[4, 1, 5, 5] +glorotUniform +learned"));
    Ended json = run("summary", path, "--json");
    assertThat(json.code()).isZero();
    assertThat(json.out()).contains("\"totals\":{\"parameters\":23154,");
  }

  @Test
  void summaryNeedsTheShapeOfATable() {
    Ended ended = run("summary", config().toString());
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.error())
        .isEqualTo(
            "bellows: model.input: is needed to know the shapes before the data is read. Write it,"
                + " or add --set model.input=[N] with the number of features.");
    Ended told = run("summary", config().toString(), "--set", "model.input=[2]");
    assertThat(told.code()).isZero();
    assertThat(told.out()).contains("32 parameters");
  }

  @Test
  void summaryNamesALayerThatDoesNotFit() {
    Ended ended =
        run(
            "summary",
            config().toString(),
            "--set",
            "model.input=[2]",
            "--set",
            "model.layers=[conv2d: {filters: 2, kernel: 3}]");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.error()).contains("conv2d");
  }

  @Test
  void keysOfSparkSetTheConfiguration() {
    Ended ended =
        run(
            "summary",
            config().toString(),
            "--conf",
            "spark.bellows.model.input=[2]",
            "--conf",
            "spark.bellows.model.layers=[dense: {units: 3}]");
    assertThat(ended.code()).isZero();
    assertThat(ended.out()).contains("9 parameters");
  }

  @Test
  void keysOfTheExchangeAreNoneOfTheConfiguration() {
    String[] summary = {"summary", config().toString(), "--set", "model.input=[2]", "--conf"};
    assertThat(run(with(summary, "spark.bellows.io.numConnectionsPerPeer=2")).code()).isZero();
    assertThat(run(with(summary, "spark.bellows.sasl.timeout=10s")).code()).isZero();
    Ended unknown = run(with(summary, "spark.bellows.training.epoch=2"));
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.error()).contains("training.epoch");
  }

  private static String[] with(String[] words, String last) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add(last);
    return all.toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spark.bellows.io.numConnectionPerPeer=2|spark.bellows.io.numConnectionPerPeer = 2: the"
            + " exchange has no such key. Did you mean spark.bellows.io.numConnectionsPerPeer?",
        "spark.driver.bellows.io.port=80|spark.driver.bellows.io.port = 80: must be 0 for any port,"
            + " or from 1024 to 65535. Write the first port of a range that the firewall lets"
            + " through.",
        "spark.dynamicAllocation.enabled=true|cluster.mode = gang: its tasks start together, which"
            + " Spark refuses with spark.dynamicAllocation.enabled = true. Use cluster.mode: rounds"
            + " or auto, or --conf spark.dynamicAllocation.enabled=false."
      })
  void whatSparksSettingsRuleOutIsSaidBeforeAnythingIsWritten(String setting, String message) {
    Path run = directory.resolve("run");
    Ended ended =
        run(
            "train",
            config().toString(),
            "--run-dir",
            run.toString(),
            "--master",
            "local-cluster[1,1,512]",
            "--set",
            "cluster.mode=gang",
            "--conf",
            setting);
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.error()).isEqualTo("bellows: " + message);
    assertThat(run.resolve("config.yaml")).doesNotExist();
    assertStatus(run, "failed", 2, "CONFIGURATION", message);
  }

  @Test
  void aModelThatIsMissingIsNamed() {
    Ended ended = run("evaluate", directory.resolve("absent").toString());
    assertThat(ended.code()).isEqualTo(66);
    assertThat(ended.error()).contains(directory.resolve("absent").toString());
  }

  @Test
  void benchRefusesWhatItCannotMeasure() {
    assertThat(run("bench", "--net", "vgg").error())
        .isEqualTo("bellows: --net = vgg: must be one of [mlp, lenet]. Write lenet.");
    assertThat(run("bench", "--seconds", "0").code()).isEqualTo(2);
    assertThat(run("bench", "--workers", "0").error())
        .isEqualTo(
            "bellows: --batch 128 --workers 0 --seconds 8.0 --warm-up 0.0: must all be positive, the"
                + " warm-up may be 0. Correct them.");
  }
}
