package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.model.Dl4jModule;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.random.SeededRandom;
import io.github.bellows.worker.engine.EvaluatedBatch;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.LossSum;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network of Deeplearning4j as its user wrote it, computed by its own classes: forward and
 * backward pass and loss are theirs, what is made of the gradient is ours. Every call copies the
 * shared parameters into the network first.
 */
final class Dl4jModuleEngine implements GradientEngine {
  private final Network network;
  private final List<ParameterLayout.Entry> entries;
  private final List<Dl4jModule.Part> parts;
  private final FlatMemory parameters;
  private final Dl4jGarbage garbage;
  private final Dl4jInputs inputs;
  private final TheirModel model;

  Dl4jModuleEngine(Network network, Dl4jModule module, FlatMemory parameters, Dl4jGarbage garbage) {
    this.network = network;
    this.parameters = parameters;
    this.garbage = garbage;
    entries = network.layout().entries();
    parts = module.parts();
    inputs = new Dl4jInputs(network);
    model = TheirModel.open(module);
  }

  @Override
  public LossSum gradient(SampleBatch batch, FlatMemory gradient, long key) {
    // Whatever the layers draw comes from the generator of this thread, which for few numbers looks
    // at the lower half of its seed alone.
    Nd4j.getRandom().setSeed(SeededRandom.mix(key));
    load();
    model.gradient().assign(0);
    List<INDArray> features = inputs.of(batch, null);
    List<INDArray> labels = labels(batch);
    double loss = batch.size() * model.differentiate(features, labels);
    store(gradient, batch.size());
    free(features, labels);
    return new LossSum(loss, batch.size());
  }

  private void load() {
    FloatBuffer ours = parameters.view();
    FloatBuffer theirs = floats(model.parameters());
    for (int i = 0; i < parts.size(); i++) {
      ParameterLayout.Entry entry = entries.get(i);
      theirs.put(parts.get(i).offset(), ours, entry.offset(), entry.length());
    }
  }

  private void store(FlatMemory gradient, int samples) {
    FloatBuffer ours = gradient.view();
    FloatBuffer theirs = floats(model.gradient());
    int learned = network.layout().learned();
    for (int i = 0; i < parts.size(); i++) {
      ParameterLayout.Entry entry = entries.get(i);
      if (entry.offset() < learned) {
        ours.put(entry.offset(), theirs, parts.get(i).offset(), entry.length());
      } else {
        putStatistic(parts.get(i), entry, gradient, samples);
      }
    }
  }

  /** Writes what theirs would make of a tensor that no updater scales: value − gradient. */
  private void putStatistic(
      Dl4jModule.Part part, ParameterLayout.Entry entry, FlatMemory gradient, int samples) {
    float[] values = new float[entry.length()];
    parameters.get(entry.offset(), values, 0, values.length);
    float[] taken = new float[values.length];
    floats(model.gradient()).get(part.offset(), taken);
    double share = part.summed() ? 1.0 / samples : 1;
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) ((values[k] - share * taken[k]) * samples);
    }
    gradient.put(entry.offset(), values, 0, values.length);
  }

  /** Returns the elements of a flat vector of theirs in place. */
  private static FloatBuffer floats(INDArray flat) {
    return flat.data().asNioFloat();
  }

  private List<INDArray> labels(SampleBatch batch) {
    Dl4jTargets targets = Dl4jTargets.of(network, batch);
    if (targets.weights() != null || targets.mixture() != null) {
      throw new IllegalStateException("a network with a loss of its own takes no weighted samples");
    }
    List<INDArray> arrays = new ArrayList<>();
    for (int output = 0; output < network.outputs().size(); output++) {
      Network.Output own = network.outputs().get(output);
      FloatBuffer numbers = targets.truths().get(output).numbers();
      if (numbers == null) {
        throw new IllegalStateException("a network with a loss of its own takes numbers as labels");
      }
      INDArray array = Nd4j.create(DataType.FLOAT, own.shape().batched(batch.size()), 'c');
      array.data().asNioFloat().put(0, numbers, 0, batch.size() * own.width());
      arrays.add(array);
    }
    return arrays;
  }

  /** Frees a batch at once; the JVM would free it late. */
  private void free(List<INDArray> features, List<INDArray> labels) {
    List<INDArray> all = new ArrayList<>(features);
    all.addAll(labels);
    garbage.passed(all.stream().mapToLong(INDArray::length).sum());
    all.stream().filter(INDArray::closeable).forEach(INDArray::close);
  }

  /**
   * Writes outputs and losses. The network computes one loss for all its outputs; it stands with
   * the first of them.
   */
  @Override
  public void evaluate(SampleBatch batch, EvaluatedBatch target) {
    predict(batch, target.outputs());
    List<INDArray> features = inputs.of(batch, null);
    List<INDArray> labels = labels(batch);
    float[] losses = elements(model.losses(features, labels));
    for (float[] none : target.losses()) {
      Arrays.fill(none, 0, batch.size(), 0f);
    }
    System.arraycopy(losses, 0, target.losses()[0], 0, losses.length);
    Arrays.fill(target.weights(), 0, batch.size(), 1f);
    free(features, labels);
  }

  @Override
  public void predict(SampleBatch batch, float[][] outputs) {
    load();
    List<INDArray> features = inputs.of(batch, null);
    List<INDArray> found = model.outputs(features);
    for (int i = 0; i < outputs.length; i++) {
      float[] values = elements(found.get(i));
      System.arraycopy(values, 0, outputs[i], 0, values.length);
    }
    free(features, List.of());
  }

  /** Returns the elements in the order of their indices. */
  private static float[] elements(INDArray value) {
    return value.castTo(DataType.FLOAT).dup('c').data().asFloat();
  }

  /** Frees the calling thread's workspaces; the network's own memory goes with its objects. */
  @Override
  public void close() {
    Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
  }
}
