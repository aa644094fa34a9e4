package io.github.bellows.driver.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.LoadedConfig;
import io.github.bellows.driver.run.RunDirectories;
import io.github.bellows.driver.run.Sessions;
import io.github.bellows.driver.run.StopSignal;
import io.github.bellows.driver.run.TrainingRun;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.TrainingListener;
import io.github.bellows.worker.step.StepReport;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Everything of a run on HDFS: data, prepared data, run directory, predictions. */
class HdfsCommandsIT extends HdfsCommandTest {
  private static List<String> metrics(RunDirectory run) {
    return new String(run.storage().read(run.metrics()), UTF_8)
        .lines()
        .map(line -> line.replaceAll(",\"(samplesPerSecond|slowest\\w+)\":[^,}]*", ""))
        .toList();
  }

  @Test
  void aRunOnHdfsIsTheSameAsALocalOne() throws IOException {
    String text = read(config());
    for (String name : List.of("train", "test")) {
      Path local = shared.resolve(name + ".csv");
      storage.replace(storage.qualify(on("/in/" + name + ".csv")), Files.readAllBytes(local));
      text = text.replace(local.toString(), on("/in/" + name + ".csv"));
    }
    text = text.replace(shared.resolve("prepared").toString(), on("/runs/prepared"));
    assertThat(train("local").code()).isZero();
    RunDirectory local =
        new RunDirectory(storage, storage.qualify(directory.resolve("local").toString()));

    RunDirectory run = stopped(text, on("/runs/one"));
    assertThat(storage.list(storage.qualify(on("/runs/prepared")))).isNotEmpty();
    Ended ended = run(onHdfs("resume", on("/runs/one")));
    assertThat(ended.code()).isZero();
    assertThat(ended.out()).contains("model:      " + on("/runs/one/model") + "\n");
    assertThat(json(new String(storage.read(run.summary()), UTF_8)).get("parametersSha256"))
        .isEqualTo(json(directory.resolve("local/summary.json")).get("parametersSha256"));
    assertThat(metrics(run)).isEqualTo(metrics(local));

    Ended evaluated = run(onHdfs("evaluate", on("/runs/one"), "--json"));
    assertThat(json(evaluated.out()))
        .isEqualTo(json(directory.resolve("local/summary.json")).get("validation"));
    Ended predicted = run(onHdfs("predict", on("/runs/one"), on("/in/test.csv"), on("/out")));
    assertThat(predicted.out()).isEqualTo("predictions: " + on("/out") + "\n");
    assertThat(storage.exists(storage.qualify(on("/out/_SUCCESS")))).isTrue();
    Ended again = run(onHdfs("train", on("/runs/one/config.yaml"), "--run-dir", on("/runs/one")));
    assertThat(again.error()).contains("--run-dir = " + on("/runs/one") + ": holds a run already");
  }

  @Test
  void aGraphOfTheirsOnHdfsIsImportedTrainedAndExported() throws IOException {
    ComputationGraph theirs = graph();
    File zip = directory.resolve("graph.zip").toFile();
    ModelSerializer.writeModel(theirs, zip, false);
    storage.replace(storage.qualify(on("/nets/graph.zip")), Files.readAllBytes(zip.toPath()));
    Ended imported = run(onHdfs("import", on("/nets/graph.zip"), "--out", on("/nets/graph")));
    assertThat(imported.err()).isEmpty();
    assertThat(imported.code()).isZero();
    String yaml = new String(storage.read(storage.qualify(on("/nets/graph/network.yaml"))), UTF_8);
    assertThat(yaml).contains("initialWeights: '" + on("/nets/graph/weights.safetensors"));
    String data = read(config());
    Path full =
        write(
            directory.resolve("full.yaml"),
            yaml + data.substring(data.indexOf("data:"), data.indexOf("model:")));
    // A rate of next to nothing: one step leaves the parameters where they are.
    String[] still = {"--set", "training.steps=1", "--set", "optimizer.sgd.learningRate=1e-12"};
    assertThat(train(full, directory.resolve("graph"), still).code()).isZero();
    String run = directory.resolve("graph").toString();
    String back = on("/nets/back.zip");
    assertThat(run(onHdfs("export", run, "--format", "dl4j", "--out", back)).code()).isZero();
    byte[] bytes = storage.read(storage.qualify(back));
    ComputationGraph ours =
        ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(bytes), false);
    INDArray features = Nd4j.createFromArray(new float[][] {{0.5f, -1}, {2, 0.25f}});
    INDArray difference = ours.outputSingle(features).sub(theirs.outputSingle(features));
    assertThat(difference.amaxNumber().doubleValue()).isCloseTo(0, within(1e-6));
  }

  private static ComputationGraph graph() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Sgd(0.02))
                .graphBuilder()
                .addInputs("in")
                .addLayer("a", dense(), "in")
                .addLayer("b", dense(), "in")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b")
                .addLayer("out", output(), "sum")
                .setOutputs("out")
                .build());
    graph.init();
    return graph;
  }

  private static DenseLayer dense() {
    return new DenseLayer.Builder().nIn(2).nOut(6).activation(Activation.TANH).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nIn(6)
        .nOut(2)
        .activation(Activation.SOFTMAX)
        .build();
  }

  /** Trains to the middle. */
  private static RunDirectory stopped(String config, String path) {
    LoadedConfig loaded = ConfigLoader.load("table.yaml", config, Map.of(), List.of());
    RunDirectory run = RunDirectories.create(storage, loaded, path, Clock.systemUTC());
    StopSignal stop = new StopSignal();
    TrainingListener stopping =
        new TrainingListener() {
          @Override
          public void stepped(StepReport report) {
            if (report.step() == 12) {
              stop.request();
            }
          }
        };
    try (SparkSession spark = Sessions.local(2)) {
      assertThat(new TrainingRun(spark, loaded.config(), run, stop).run(List.of(stopping)).steps())
          .isBetween(13L, 29L);
    }
    return run;
  }
}
