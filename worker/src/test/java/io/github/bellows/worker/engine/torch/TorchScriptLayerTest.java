package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Network;
import io.github.bellows.worker.Batches;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.EvaluatedBatch;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.dl4j.Dl4jProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchScriptLayerTest {
  private static Network network(String name) {
    String input = name.startsWith("lstm") ? "[4, 3]" : "[2, 6, 6]";
    String yaml = "input: " + input + "\ntorchscript: " + name + ".pt\n";
    return Network.of(ModelYaml.read(yaml, name, Modules.FILES));
  }

  /** Returns the gradients of some steps, each with a key of its own. */
  private static List<float[]> gradients(Network network, int steps) {
    FlatMemory gradient = new FlatMemory(network.layout().length());
    SampleBatch batch = Batches.random(network, 8, 3);
    List<float[]> gradients = new ArrayList<>();
    try (GradientEngine engine =
        new TorchProvider().open(network, TestNetworks.parameters(network, 1))) {
      for (int step = 0; step < steps; step++) {
        engine.gradient(batch, gradient, step);
        gradients.add(TestNetworks.values(gradient));
      }
    }
    return gradients;
  }

  @ParameterizedTest
  @ValueSource(strings = {"dropout", "lstm-dropout", "cnn"})
  void severalWorkersAtOnceComputeTheBitsOfOneAlone(String name) throws Exception {
    Network network = network(name);
    List<float[]> alone = gradients(network, 12);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      Callable<List<float[]>> worker = () -> gradients(network, 12);
      for (Future<List<float[]>> each : threads.invokeAll(List.of(worker, worker, worker))) {
        assertThat(each.get()).usingRecursiveComparison().isEqualTo(alone);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dropout", "lstm-dropout"})
  void theMasksDependOnTheKey(String name) {
    List<float[]> steps = gradients(network(name), 3);
    assertThat(steps.get(0)).isNotEqualTo(steps.get(1));
    assertThat(steps.get(1)).isNotEqualTo(steps.get(2));
  }

  @Test
  void whatOthersDrawDoesNotCount() {
    Network network = network("dropout");
    List<float[]> quiet = gradients(network, 2);
    try (PointerScope scope = new PointerScope()) {
      torch.manual_seed(99);
      torch.rand(7);
    }
    assertThat(gradients(network, 2)).usingRecursiveComparison().isEqualTo(quiet);
  }

  /** The statistics of one pass are not those the next one begins with. */
  @Test
  void aPassBeginsWithTheNetworksStatistics() {
    Network network = network("cnn");
    List<float[]> steps = gradients(network, 3);
    assertThat(steps.get(1)).isEqualTo(steps.get(0));
    assertThat(steps.get(2)).isEqualTo(steps.get(0));
  }

  @Test
  void evaluationFollowsParametersAndStatistics() {
    Network network = network("cnn");
    SampleBatch batch = Batches.random(network, 4, 1);
    FlatMemory parameters = TestNetworks.parameters(network, 1);
    try (GradientEngine engine = new TorchProvider().open(network, parameters)) {
      float[] before = outputs(engine, network, batch);
      assertThat(outputs(engine, network, batch)).isEqualTo(before);
      int mean = network.layout().statistics().get(0).offset();
      parameters.put(mean, new float[] {3, -2, 1}, 0, 3);
      assertThat(outputs(engine, network, batch)).isNotEqualTo(before);
      float[] values = network.initialParameters(1);
      parameters.put(0, values, 0, values.length);
      assertThat(outputs(engine, network, batch)).isEqualTo(before);
      parameters.put(0, new float[] {9}, 0, 1);
      assertThat(outputs(engine, network, batch)).isNotEqualTo(before);
    }
  }

  private static float[] outputs(GradientEngine engine, Network network, SampleBatch batch) {
    EvaluatedBatch evaluated = EvaluatedBatch.of(network, batch.size());
    engine.evaluate(batch, evaluated);
    return evaluated.outputs()[0];
  }

  @Test
  void trainingDoesNotChangeTheParametersItReads() {
    Network network = network("dropout");
    FlatMemory parameters = TestNetworks.parameters(network, 1);
    try (GradientEngine engine = new TorchProvider().open(network, parameters)) {
      engine.gradient(Batches.random(network, 4, 1), new FlatMemory(network.layout().length()), 1);
    }
    assertThat(TestNetworks.values(parameters)).isEqualTo(network.initialParameters(1));
  }

  @Test
  void deeplearning4jNamesTheLayerThatItCannotExpress() {
    assertThatThrownBy(() -> new Dl4jProvider().requireExpressible(network("cnn")))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "cluster.engine = dl4j: cannot express model.layers.module (torchscript): is a program"
                + " for libtorch. Use cluster.engine torch, or other layers.");
  }

  @Test
  void noCopyOfTheFileStaysBehind() throws Exception {
    Path directory = Path.of(System.getProperty("java.io.tmpdir"));
    long before = copies(directory);
    Network network = network("cnn");
    gradients(network, 1);
    assertThat(copies(directory)).isEqualTo(before);
  }

  private static long copies(Path directory) throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().matches("bellows-\\d+\\.pt"))
          .count();
    }
  }
}
