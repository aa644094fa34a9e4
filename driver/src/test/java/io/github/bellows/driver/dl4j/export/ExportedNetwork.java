package io.github.bellows.driver.dl4j.export;

import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.loss.BinaryCrossEntropy;
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.loss.Huber;
import io.github.bellows.common.loss.Loss;
import io.github.bellows.common.model.Dropout;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.model.Recurrent;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.SpatialDropout;
import io.github.bellows.driver.dl4j.Descent;
import io.github.bellows.worker.Batches;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.engine.torch.TorchProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Random;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network of ours and what Deeplearning4j restores of its file, with one batch for both. */
final class ExportedNetwork {
  private static final int SAMPLES = 3;
  private static final double RATE = 0.01;

  private final Network network;
  private final SampleBatch batch;
  private final Descent descent;
  private final EngineProvider engine = new TorchProvider();
  private final Exported exported;
  private final Theirs theirs;

  /** Calls of theirs that a stack of layers and a graph have alike. */
  private interface Theirs {
    INDArray output(INDArray features);

    void step(INDArray features, INDArray labels);
  }

  private record Stack(MultiLayerNetwork network) implements Theirs {
    @Override
    public INDArray output(INDArray features) {
      return network.output(features);
    }

    @Override
    public void step(INDArray features, INDArray labels) {
      network.fit(features, labels);
    }
  }

  private record Graph(ComputationGraph network) implements Theirs {
    @Override
    public INDArray output(INDArray features) {
      return network.outputSingle(features);
    }

    @Override
    public void step(INDArray features, INDArray labels) {
      network.fit(new INDArray[] {features}, new INDArray[] {labels});
    }
  }

  ExportedNetwork(Network network, String name) throws IOException {
    this.network = network;
    float[] parameters = parameters(network);
    batch = Batches.random(network, SAMPLES, 1);
    if (network.spec().loss() instanceof BinaryCrossEntropy) {
      FloatBuffer targets = batch.targets();
      for (int i = 0; i < targets.limit(); i++) {
        targets.put(i, targets.get(i) > 0 ? 1 : 0);
      }
    }
    exported = Exported.of(network, parameters, name);
    descent = new Descent(network, parameters, batch);
    ByteArrayInputStream zip = new ByteArrayInputStream(exported.zip());
    theirs =
        exported.opener().equals("restoreMultiLayerNetwork")
            ? new Stack(ModelSerializer.restoreMultiLayerNetwork(zip))
            : new Graph(ModelSerializer.restoreComputationGraph(zip));
  }

  /** Returns parameters of which no two are the same, variances positive. */
  static float[] parameters(Network network) {
    Random random = new Random(7);
    float[] parameters = new float[network.layout().length()];
    for (ParameterLayout.Entry entry : network.layout().entries()) {
      boolean variance = entry.name().endsWith("running_var");
      for (int i = entry.offset(); i < entry.end(); i++) {
        float value = (float) (0.4 * random.nextGaussian());
        parameters[i] = variance ? 0.5f + Math.abs(value) : value;
      }
    }
    return parameters;
  }

  /** Returns the outputs of the torch engine. */
  float[] ours() {
    return descent.predictions(engine)[0];
  }

  /** Returns theirs, in our order of dimensions. */
  float[] theirs() {
    INDArray made = theirs.output(features());
    return (turned(made.shape()) ? made.permute(0, 2, 1) : made).dup('c').data().asFloat();
  }

  /** Returns whether a step is the same: nothing is drawn, and one label is enough. */
  boolean trains() {
    boolean different =
        network.nodes().stream()
            .map(node -> node.layer().spec())
            .anyMatch(
                layer ->
                    layer instanceof Dropout
                        || layer instanceof SpatialDropout
                        || layer instanceof Recurrent recurrent && recurrent.stack().dropout() > 0
                        // Theirs always has a bias, and learns it.
                        || layer instanceof Recurrent one && !one.bias());
    Loss loss = network.spec().loss();
    boolean onePerSample = !(loss instanceof CrossEntropy) || network.output().rank() == 1;
    return !different && onePerSample && !(loss instanceof Huber);
  }

  /**
   * Takes a step of gradient descent on each side, with the rate that the file says; of the two
   * biases of ours one, as theirs.
   */
  void step() {
    long[] shape = theirs.output(features()).shape();
    theirs.step(features(), labels(shape));
    descent.step(
        engine,
        RATE,
        network.layout().entries().stream()
            .map(ParameterLayout.Entry::name)
            .filter(entry -> entry.contains(".bias_hh"))
            .collect(Collectors.toSet()));
  }

  private INDArray features() {
    Shape shape = network.spec().input();
    float[] values = new float[SAMPLES * Math.toIntExact(shape.elements())];
    batch.features().get(0, values);
    INDArray features = Nd4j.createFromArray(values).reshape('c', shape.batched(SAMPLES));
    boolean turned = exported.notes().contains("input input: [samples, features, steps]");
    return turned ? features.permute(0, 2, 1).dup('c') : features;
  }

  private INDArray labels(long[] shape) {
    if (!(batch.schema().label() instanceof Label.Classes)) {
      FloatBuffer targets = batch.targets();
      float[] values = new float[SAMPLES * Math.toIntExact(network.output().elements())];
      targets.get(0, values);
      INDArray labels =
          Nd4j.createFromArray(values).reshape('c', network.output().batched(SAMPLES));
      return turned(shape) ? labels.permute(0, 2, 1).dup('c') : labels;
    }
    INDArray labels = Nd4j.zeros(shape);
    for (int i = 0; i < SAMPLES; i++) {
      labels.putScalar(i, batch.classes().get(i), 1);
    }
    return labels;
  }

  /** Their sequences have features before steps. */
  private boolean turned(long[] shape) {
    return shape.length == 3 && shape[2] == network.output().size(0);
  }
}
