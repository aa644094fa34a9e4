package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.ModelInput;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.worker.engine.EvaluatedBatch;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.LossSum;
import java.nio.LongBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network on Deeplearning4j. Every call copies the shared parameters into the graph first, so
 * that what others did to them in the meantime counts.
 */
final class Dl4jEngine implements GradientEngine {
  private final Network network;
  private final ParameterLayout layout;
  private final FlatMemory parameters;
  private final Dl4jPass pass;
  private final Dl4jGraph graph;
  private final Dl4jInputs inputs;
  private final Dl4jObjective objective;

  Dl4jEngine(Network network, FlatMemory parameters, Dl4jGarbage garbage) {
    pass = new Dl4jPass(garbage);
    this.network = network;
    this.layout = network.layout();
    this.parameters = parameters;
    graph = new Dl4jGraph(network, pass);
    inputs = new Dl4jInputs(network);
    objective = new Dl4jObjective(network);
  }

  private List<INDArray> forward(SampleBatch batch, boolean training, long key) {
    LongBuffer lengths = lengths(batch);
    pass.begin(training, key, lengths);
    graph.load(parameters);
    return graph.forward(inputs.of(batch, lengths), training);
  }

  /** Returns the checked lengths of a batch's sequences; null if the network reads none. */
  private @Nullable LongBuffer lengths(SampleBatch batch) {
    ModelInput first = network.spec().inputs().get(0);
    if (!first.variableLength()) {
      return null;
    }
    int steps = first.shape().size(0);
    for (int sample = 0; sample < batch.size(); sample++) {
      long length = batch.lengths().get(sample);
      if (length < 1 || length > steps) {
        Network.Node reader =
            network.nodes().stream().filter(Network.Node::variableLength).findFirst().orElseThrow();
        throw TrainingException.of(
            ErrorCode.BAD_DATA,
            reader.where() + " length = " + length,
            "must be at least 1 and at most " + steps + ", the steps of its input",
            "Correct the column of the lengths, or raise the first size of model.input");
      }
    }
    return batch.lengths();
  }

  @Override
  public LossSum gradient(SampleBatch batch, FlatMemory gradient, long key) {
    Dl4jObjective.Judged judged =
        objective.judge(forward(batch, true, key), Dl4jTargets.of(network, batch));
    graph.backward(judged.derivatives());
    graph.store(gradient);
    putStatistics(gradient, judged.sum().weight());
    pass.release();
    return judged.sum();
  }

  /** Writes what the pass made of the statistics behind the gradient, times the batch's weight. */
  private void putStatistics(FlatMemory gradient, double weight) {
    List<ParameterLayout.Entry> entries = layout.statistics();
    for (int i = 0; i < entries.size(); i++) {
      ParameterLayout.Entry entry = entries.get(i);
      float[] values = new float[entry.length()];
      parameters.get(entry.offset(), values, 0, values.length);
      Dl4jPass.Kept kept = pass.kept(i);
      float[] batch = kept == null ? values : kept.value().dup('c').data().asFloat();
      double share = kept == null ? 0 : kept.share();
      for (int k = 0; k < values.length; k++) {
        values[k] = (float) (((1 - share) * values[k] + share * batch[k]) * weight);
      }
      gradient.put(entry.offset(), values, 0, values.length);
    }
  }

  @Override
  public void evaluate(SampleBatch batch, EvaluatedBatch target) {
    objective.evaluate(forward(batch, false, 0), Dl4jTargets.of(network, batch), target);
    pass.release();
  }

  @Override
  public void predict(SampleBatch batch, float[][] outputs) {
    List<INDArray> values = forward(batch, false, 0);
    for (int i = 0; i < outputs.length; i++) {
      objective.predict(i, values.get(i), outputs[i]);
    }
    pass.release();
  }

  /**
   * Frees what the last pass left, and the calling thread's workspaces. The graph's own memory goes
   * with its objects.
   */
  @Override
  public void close() {
    pass.release();
    Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
  }
}
