package io.github.bellows.driver.dl4j.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.dl4j.Descent;
import io.github.bellows.driver.dl4j.file.Imported;
import io.github.bellows.worker.Batches;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.torch.TorchProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks of ours in a file that plain Deeplearning4j opens: the torch engine's outputs. */
class ExportIT {
  private static final int SAMPLES = 3;

  @TempDir Path directory;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
mlp | [5] | [dense: {units: 4, activation: tanh}, dropout: {rate: 0.2}, dense: {units: 3}] | crossEntropy
activations | [5] | [dense: {units: 6, activation: selu}, elu, dense: {units: 6, activation: silu}, softplus, leakyRelu: {slope: 0.3}, dense: {units: 2, activation: sigmoid}] | meanSquaredError
errors | [5] | [dense: {units: 6, activation: relu}, dense: {units: 2, bias: false}] | meanAbsoluteError
binary | [5] | [dense: {units: 4, activation: relu}, batchNorm: {unbiased: false}, dense: {units: 3}] | binaryCrossEntropy
normAtTheEnd | [5] | [dense: {units: 4}, batchNorm: {affine: false, unbiased: false}] | crossEntropy
noEqualLoss | [5] | [dense: {units: 4, activation: tanh}, dense: {units: 2}] | huber
lenet | [1, 12, 12] | [conv2d: {filters: 4, kernel: 3, activation: relu}, maxPool2d: {kernel: 2}, batchNorm: {unbiased: false}, flatten, dense: {units: 3}] | crossEntropy
windows | [2, 9, 11] | [conv2d: {filters: 3, kernel: [2, 3], stride: [1, 2], padding: [0, 1], bias: false}, avgPool2d: {kernel: 3, stride: 1, padding: 1}, conv2d: {filters: 2, kernel: 2, padding: same, dilation: 2}, lpPool2d: {kernel: 2, p: 3}, flatten, dense: {units: 2}] | meanSquaredError
image | [2, 6, 5] | [conv2d: {filters: 3, kernel: 3, padding: same, activation: tanh}, maxPool2d: {kernel: 3, stride: 1, padding: 1, dilation: 1}, conv2d: {filters: 4, kernel: 1}] | crossEntropy
upsample | [2, 4, 4] | [upsample2d: {factor: [2, 3]}, prelu: {perChannel: true}, spatialDropout: {rate: 0.1}, globalAvgPool, dense: {units: 2}] | crossEntropy
transposed | [2, 4, 5] | [convTranspose2d: {filters: 3, kernel: 3, stride: 2, padding: 1, activation: relu}, globalMaxPool, prelu, dense: {units: 2}] | crossEntropy
volume | [2, 5, 6, 7] | [conv3d: {filters: 3, kernel: [2, 3, 3], activation: relu}, maxPool3d: {kernel: 2}, avgPool3d: {kernel: [1, 1, 2]}, flatten, dense: {units: 2}] | crossEntropy
line | [3, 12] | [conv1d: {filters: 4, kernel: 3, padding: 1, activation: relu}, maxPool1d: {kernel: 2}, avgPool1d: {kernel: 2, stride: 1}, globalMaxPool, dense: {units: 2}] | crossEntropy
flatLine | [3, 8] | [conv1d: {filters: 4, kernel: 3, stride: 2}, flatten, dense: {units: 2}] | crossEntropy
lstm | [6, 3] | [lstm: {units: 4}, dense: {units: 2}] | crossEntropy
lstms | [6, 3] | [lstm: {units: 4, layers: 2, dropout: 0.2, return: sequence}, dropout: {rate: 0.1}, dense: {units: 2}] | meanSquaredError
classes of steps | [6, 3] | [lstm: {units: 4, return: sequence}, dense: {units: 2}, permute: {order: [2, 1]}] | crossEntropy
bidirectional | [6, 3] | [lstm: {units: 4, layers: 2, bidirectional: true, return: mean}, dense: {units: 2}] | crossEntropy
rnn | [6, 3] | [rnn: {units: 4, return: sequence}, rnn: {units: 3, activation: relu, bias: false}, dense: {units: 2}] | crossEntropy
dense steps | [6, 3] | [dense: {units: 5, activation: relu}, dense: {units: 4, activation: tanh}, lstm: {units: 3}, dense: {units: 2}] | meanSquaredError
sequence loss | [6, 3] | [lstm: {units: 4, return: sequence}, dense: {units: 4, activation: tanh}, dropout: {rate: 0.1}] | meanSquaredError
convolved steps | [6, 3] | [permute: {order: [2, 1]}, conv1d: {filters: 4, kernel: 2}, permute: {order: [2, 1]}, lstm: {units: 3}, dense: {units: 2}] | crossEntropy
steps | [6, 3] | [lstm: {units: 4, return: sequence}, dense: {units: 3}] | meanSquaredError
residual | [4] | [dense: {name: a, units: 4, activation: relu}, dense: {name: b, units: 4}, add: {inputs: [a, b]}, dense: {units: 2}] | crossEntropy
branches | [2, 6, 6] | [conv2d: {name: a, inputs: [input], filters: 3, kernel: 3, padding: 1}, conv2d: {name: b, inputs: [input], filters: 2, kernel: 1}, concat: {inputs: [a, b]}, flatten: {name: f}, dense: {name: d, units: 180, inputs: [f]}, multiply: {inputs: [f, d]}, dense: {units: 2}] | crossEntropy
joined steps | [6, 3] | [lstm: {name: a, inputs: [input], units: 4, return: sequence}, dense: {name: b, inputs: [input], units: 4}, concat: {inputs: [a, b], name: c}, lstm: {units: 3}, dense: {units: 2}] | crossEntropy
reshaped | [12] | [reshape: {shape: [3, 2, 2]}, conv2d: {filters: 2, kernel: 2}, flatten, dense: {units: 2}] | crossEntropy
""")
  void theirsComputesAndLearnsAsTheTorchEngine(
      String name, String input, String layers, String loss) throws IOException {
    Network network =
        TestNetworks.of("{ input: " + input + ", layers: " + layers + ", loss: " + loss + " }");
    ExportedNetwork exported = new ExportedNetwork(network, name);
    float[] expected = exported.ours();
    assertClose(exported.theirs(), expected);
    if (exported.trains()) {
      exported.step();
      assertThat(exported.ours()).isNotEqualTo(expected);
      assertClose(exported.theirs(), exported.ours());
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mlp | [5] | [dense: {units: 4, activation: tanh}, batchNorm, dense: {units: 3}]
          lenet | [1, 12, 12] | [conv2d: {filters: 4, kernel: 3, activation: relu}, maxPool2d: {kernel: 2}, flatten, dense: {units: 3}]
          lstm | [6, 3] | [lstm: {units: 4, return: sequence}, rnn: {units: 3}, dense: {units: 2}]
          residual | [4] | [dense: {name: a, units: 4, activation: relu}, dense: {name: b, units: 4}, add: {inputs: [a, b]}, dense: {units: 2}]
          """)
  void whatIsExportedIsImportedWithTheSameOutputs(String name, String input, String layers)
      throws IOException {
    Network network =
        TestNetworks.of("{ input: " + input + ", layers: " + layers + ", loss: crossEntropy }");
    float[] parameters = ExportedNetwork.parameters(network);
    Path zip = directory.resolve(name + ".zip");
    Files.write(zip, Exported.of(network, parameters, name).zip());
    Shape shape = network.spec().input();
    Imported back =
        Imported.of(
            new Storage(new Configuration()),
            zip.toString(),
            Map.of("", shape),
            new Imported.Naming(name, "--input"));
    Network again = Network.of(back.spec());
    float[] found = outputs(again, back.parameters());
    assertClose(found, outputs(network, parameters));
  }

  @Test
  void whatTheirsCannotExpressIsListedCompletely() {
    Network network =
        TestNetworks.of(
            "{ input: [6, 3], layers: [gru: {units: 4, return: sequence}, layerNorm,"
                + " dense: {units: 2, activation: gelu}], loss: meanSquaredError }");
    assertThatThrownBy(() -> Exported.of(network, network.initialParameters(1), "runs/a/model"))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "runs/a/model: has parts without an equal in Deeplearning4j:\n"
                + "  model.layers.gru1 (gru): there is no such layer in Deeplearning4j\n"
                + "  model.layers.layerNorm1 (layerNorm): there is no such layer in Deeplearning4j\n"
                + "  model.layers.dense1 (dense): the activation gelu has no equal in"
                + " Deeplearning4j. Use other layers.");
  }

  private static float[] outputs(Network network, float[] parameters) {
    SampleBatch batch = Batches.random(network, SAMPLES, 1);
    return new Descent(network, parameters, batch).predictions(new TorchProvider())[0];
  }

  private static void assertClose(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).as("element %s", i).isCloseTo(expected[i], within(1e-5f));
    }
  }
}
