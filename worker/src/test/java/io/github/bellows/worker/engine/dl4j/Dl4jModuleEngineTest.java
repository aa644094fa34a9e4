package io.github.bellows.worker.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.initial.Zeros;
import io.github.bellows.common.loss.OwnLoss;
import io.github.bellows.common.model.Dl4jModule;
import io.github.bellows.common.model.ModelInput;
import io.github.bellows.common.model.ModelOutput;
import io.github.bellows.common.model.ModuleFile;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.ParameterSpec;
import io.github.bellows.common.model.Shape;
import io.github.bellows.worker.Batches;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.EvaluatedBatch;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.LossSum;
import io.github.bellows.worker.engine.torch.TorchProvider;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A network as its user wrote it, against the same network trained by Deeplearning4j. */
class Dl4jModuleEngineTest {
  private static final int SAMPLES = 6;
  private static final int STATISTICS = 35;
  private static final int BEHIND = 45;
  private static final int ALL = 57;

  private static MultiLayerConfiguration configuration(double retain, double l2) {
    return new NeuralNetConfiguration.Builder()
        .seed(7)
        .updater(new Sgd(1))
        .l2(l2)
        .list()
        .layer(
            new DenseLayer.Builder()
                .nIn(4)
                .nOut(5)
                .activation(Activation.TANH)
                .dropOut(retain)
                .build())
        .layer(new BatchNormalization.Builder().nIn(5).nOut(5).build())
        .layer(
            new OutputLayer.Builder(LossFunction.MSE)
                .nIn(5)
                .nOut(2)
                .activation(Activation.IDENTITY)
                .build())
        .build();
  }

  private static Dl4jModule.Part part(int from, int to, boolean summed) {
    ParameterSpec spec = new ParameterSpec("p" + from, Shape.of(to - from), new Zeros(), 1, 1);
    return new Dl4jModule.Part(spec, from, summed);
  }

  /** Running means lie between what is learned. */
  private static Network network(String json) {
    Dl4jModule module =
        new Dl4jModule(
            new ModuleFile(json.getBytes(StandardCharsets.UTF_8)),
            false,
            List.of(Shape.of(4)),
            List.of(part(0, STATISTICS, true), part(BEHIND, ALL, true)),
            List.of(part(STATISTICS, BEHIND, false)),
            List.of(Shape.of(2)));
    return Network.of(
        module.spec(
            List.of(ModelInput.only(Shape.of(4))),
            List.of(new ModelOutput("out", new OwnLoss(), 1, null))));
  }

  private static Network network(double retain, double l2) {
    return network(configuration(retain, l2).toJson());
  }

  private static MultiLayerNetwork theirs() {
    MultiLayerNetwork theirs = new MultiLayerNetwork(configuration(1, 0));
    theirs.init();
    return theirs;
  }

  /** Returns a flat vector of theirs in our order. */
  private static float[] ours(INDArray flat) {
    float[] theirs = flat.dup().data().asFloat();
    float[] ours = new float[ALL];
    System.arraycopy(theirs, 0, ours, 0, STATISTICS);
    System.arraycopy(theirs, BEHIND, ours, STATISTICS, ALL - BEHIND);
    System.arraycopy(theirs, STATISTICS, ours, STATISTICS + ALL - BEHIND, BEHIND - STATISTICS);
    return ours;
  }

  private static DataSet examples(SampleBatch batch) {
    float[] features = new float[SAMPLES * 4];
    batch.features().get(0, features);
    float[] labels = new float[SAMPLES * 2];
    batch.targets(0).get(0, labels);
    return new DataSet(
        Nd4j.createFromArray(features).reshape(SAMPLES, 4),
        Nd4j.createFromArray(labels).reshape(SAMPLES, 2));
  }

  @Test
  void anUpdateOfRateOneIsTheirs() {
    MultiLayerNetwork theirs = theirs();
    float[] before = ours(theirs.params());
    Network network = network(1, 0.5); // Regularization is the optimizer's.
    SampleBatch batch = Batches.random(network, SAMPLES, 2);
    FlatMemory gradient = new FlatMemory(ALL);
    LossSum sum;
    try (GradientEngine engine =
        new Dl4jProvider().open(network, TestNetworks.memory(before.clone()))) {
      sum = engine.gradient(batch, gradient, 3);
    }
    theirs.fit(examples(batch));
    float[] after = ours(theirs.params());
    float[] found = TestNetworks.values(gradient);
    int learned = ALL - (BEHIND - STATISTICS);
    for (int i = 0; i < ALL; i++) {
      float expected = i < learned ? before[i] - after[i] : after[i];
      assertThat(found[i] / SAMPLES).as("element %d", i).isCloseTo(expected, within(1e-5f));
    }
    assertThat(Arrays.copyOfRange(after, learned, ALL)).isNotEqualTo(new float[ALL - learned]);
    assertThat(sum.weight()).isEqualTo(SAMPLES);
    assertThat(sum.loss() / SAMPLES).isCloseTo(theirs.score(), within(1e-5));
  }

  @Test
  void outputsAndLossesAreTheirs() {
    MultiLayerNetwork theirs = theirs();
    Network network = network(0.5, 0.5);
    SampleBatch batch = Batches.random(network, SAMPLES, 2);
    EvaluatedBatch found = EvaluatedBatch.of(network, SAMPLES);
    try (GradientEngine engine =
        new Dl4jProvider().open(network, TestNetworks.memory(ours(theirs.params())))) {
      engine.evaluate(batch, found);
    }
    DataSet examples = examples(batch);
    assertThat(found.outputs()[0])
        .isEqualTo(theirs.output(examples.getFeatures()).dup('c').data().asFloat());
    assertThat(found.losses()[0])
        .isEqualTo(
            theirs
                .scoreExamples(examples, false)
                .castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT)
                .data()
                .asFloat());
    assertThat(found.weights()).containsOnly(1f);
  }

  @Test
  void masksDependOnTheKeyAlone() {
    Network network = network(0.5, 0);
    float[] parameters = ours(theirs().params());
    float[] first = gradient(network, parameters, 7);
    assertThat(CompletableFuture.supplyAsync(() -> gradient(network, parameters, 7)).join())
        .isEqualTo(first);
    assertThat(gradient(network, parameters, 7 + (1L << 40))).isNotEqualTo(first);
  }

  private static float[] gradient(Network network, float[] parameters, long key) {
    FlatMemory gradient = new FlatMemory(ALL);
    try (GradientEngine engine =
        new Dl4jProvider().open(network, TestNetworks.memory(parameters.clone()))) {
      SampleBatch batch = Batches.random(network, SAMPLES, 2);
      engine.gradient(batch, new FlatMemory(ALL), 1);
      engine.gradient(batch, gradient, key);
    }
    return TestNetworks.values(gradient);
  }

  @Test
  void aLayerWithoutAClassIsNamed() {
    String json = configuration(1, 0).toJson().replace("layers.DenseLayer", "layers.NoSuchLayer");
    Network network = network(json);
    assertThatThrownBy(() -> new Dl4jProvider().open(network, new FlatMemory(ALL)))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("NoSuchLayer")
        .hasMessageContaining("Give the executors the classes of your layers");
  }

  @Test
  void onlyItsOwnEngineComputesIt() {
    Network network = network(1, 0);
    new Dl4jProvider().requireExpressible(network);
    assertThatThrownBy(() -> new TorchProvider().requireExpressible(network))
        .isInstanceOf(TrainingException.class)
        .hasMessageEndingWith("Use cluster.engine dl4j.");
  }
}
