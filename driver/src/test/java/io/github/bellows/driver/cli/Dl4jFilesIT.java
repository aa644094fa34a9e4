package io.github.bellows.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.run.SavedModel;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class Dl4jFilesIT extends CommandLineTest {
  private static final Storage LOCAL = new Storage(new Configuration());

  private static OutputLayer output(int inputs) {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nIn(inputs)
        .nOut(2)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static NeuralNetConfiguration.ListBuilder builder() {
    return new NeuralNetConfiguration.Builder().seed(3).updater(new Adam(0.02)).list();
  }

  private static MultiLayerConfiguration mlp() {
    return builder()
        .layer(new DenseLayer.Builder().nIn(2).nOut(6).activation(Activation.TANH).build())
        .layer(output(6))
        .build();
  }

  private MultiLayerNetwork saved(MultiLayerConfiguration configuration, Path file)
      throws IOException {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    ModelSerializer.writeModel(network, new File(file.toString()), false);
    return network;
  }

  /** The configuration of the other tests of commands with another network. */
  private Path config(String model) {
    String text = read(CommandLineTest.config());
    int from = text.indexOf("model:");
    int to = text.indexOf("optimizer:");
    return write(
        directory.resolve("dl4j.yaml"), text.substring(0, from) + model + text.substring(to));
  }

  @Test
  void anImportedNetworkTrainsAndGoesBack() throws IOException {
    MultiLayerNetwork theirs = saved(mlp(), directory.resolve("net.zip"));
    Path out = directory.resolve("imported");
    Ended ended = run("import", directory.resolve("net.zip").toString(), "--out", out.toString());
    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isZero();
    String yaml = read(out.resolve("network.yaml"));
    assertThat(yaml).contains("learningRate: 0.02", "input: [2]", "# data:");
    // Complete but for the data, whose example is put in place of the comment.
    String text = read(CommandLineTest.config());
    String data = text.substring(text.indexOf("data:"), text.indexOf("model:"));
    Path config = write(directory.resolve("full.yaml"), yaml + data);
    // A rate of next to nothing: one step leaves the parameters where they are.
    String[] still = {"--set", "training.steps=1", "--set", "optimizer.sgd.learningRate=1e-12"};
    Ended trained = train(config, directory.resolve("run"), still);
    assertThat(trained.err()).doesNotContain("internal");
    assertThat(trained.code()).isZero();
    Path zip = directory.resolve("back.zip");
    Ended exported =
        run(
            "export",
            directory.resolve("run").toString(),
            "--format",
            "dl4j",
            "--out",
            zip.toString());
    assertThat(exported.err())
        .contains("preprocessing is not exported", "input: [samples, features]");
    assertThat(exported.out()).contains("opens with: ModelSerializer.restoreMultiLayerNetwork");
    MultiLayerNetwork back = ModelSerializer.restoreMultiLayerNetwork(zip.toFile());
    INDArray features = Nd4j.createFromArray(new float[][] {{0.5f, -1}, {2, 0.25f}});
    assertClose(back.output(features), theirs.output(features));
    Ended twice = run("import", directory.resolve("net.zip").toString(), "--out", out.toString());
    assertThat(twice.code()).isEqualTo(73);
    assertThat(twice.error()).contains("network.yaml: exists already. Choose another place");
  }

  private static void assertClose(INDArray found, INDArray expected) {
    assertThat(found.sub(expected).amaxNumber().doubleValue()).isCloseTo(0, within(1e-5));
  }

  @Test
  void aRunWithAFileOfTheirsNeedsTheFileOnlyAtItsStart() throws IOException {
    Path file = directory.resolve("net.zip");
    MultiLayerNetwork theirs = saved(mlp(), file);
    Path run = directory.resolve("run");
    Ended trained =
        train(
            config("model: { dl4j: " + file + " }\n"),
            run,
            "--set",
            "training.steps=1",
            "--set",
            "optimizer.sgd.learningRate=1e-12");
    assertThat(trained.err()).doesNotContain("internal");
    assertThat(trained.code()).isZero();
    Files.delete(file);
    assertThat(read(run.resolve("config.yaml")))
        .contains("initial.safetensors", "units: 6")
        .doesNotContain("net.zip\n");
    float[] parameters = SavedModel.open(LOCAL, run.toString()).parameters();
    // Theirs has [inputs, outputs] column by column, which is ours row by row; bias behind.
    float[] expected = theirs.params().dup('c').data().asFloat();
    assertThat(parameters).containsExactly(expected, within(1e-6f));
    assertThat(run("resume", run.toString(), "--master", "local[2]").code()).isZero();
  }

  @Test
  void whatHasNoEqualIsListedCompletely() throws IOException {
    MultiLayerConfiguration odd =
        builder()
            .layer(new DenseLayer.Builder().nIn(2).nOut(6).activation(Activation.CUBE).build())
            .layer(
                new DenseLayer.Builder().nIn(6).nOut(6).activation(Activation.RATIONALTANH).build())
            .layer(output(6))
            .build();
    saved(odd, directory.resolve("odd.zip"));
    Ended ended = run("import", directory.resolve("odd.zip").toString());
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err())
        .contains(
            "layer layer0 (DenseLayer): the activation cube",
            "layer layer1 (DenseLayer): the activation rationaltanh");
    Ended trained =
        train(
            config("model: { dl4j: " + directory.resolve("odd.zip") + " }\n"),
            directory.resolve("odd"));
    assertThat(trained.code()).isEqualTo(2);
    assertThat(trained.err())
        .contains("model.dl4j = ", "layer layer0 (Dense", "layer layer1 (Dense");
  }

  @Test
  void sizesThatDoNotFollowAreAskedFor() throws IOException {
    MultiLayerConfiguration lstm =
        builder()
            .layer(
                new LastTimeStep(
                    new LSTM.Builder().nIn(3).nOut(4).activation(Activation.TANH).build()))
            .layer(output(4))
            .build();
    Path json = write(directory.resolve("lstm.json"), lstm.toJson());
    Ended asked = run("import", json.toString(), "--out", directory.resolve("a").toString());
    assertThat(asked.code()).isEqualTo(2);
    assertThat(asked.error()).contains("--input: is needed", "steps, features, such as 20,8");
    Ended given =
        run(
            "import",
            json.toString(),
            "--out",
            directory.resolve("a").toString(),
            "--input",
            "5,3");
    assertThat(given.err()).contains("the file holds no parameters");
    assertThat(read(directory.resolve("a/network.yaml")))
        .contains("input: [5, 3]", "{ frozenTensors: [bias_hh_l0] }");
  }

  @Test
  void otherFilesHaveTheirExitCodes() {
    Ended missing = run("import", directory.resolve("none.zip").toString());
    assertThat(missing.code()).isEqualTo(66);
    Path text = write(directory.resolve("text.zip"), "no network");
    Ended bad = run("import", text.toString());
    assertThat(bad.code()).isEqualTo(65);
    assertThat(bad.error()).contains("is neither a zip nor JSON. Give what ModelSerializer");
    Ended json = run("import", write(directory.resolve("a.json"), "{}").toString());
    assertThat(json.code()).isEqualTo(65);
    Ended both =
        train(config("model: { dl4j: a.zip, layers: [flatten] }\n"), directory.resolve("both"));
    assertThat(both.code()).isEqualTo(2);
    assertThat(both.error()).contains("model.layers: does not go with dl4j");
  }
}
