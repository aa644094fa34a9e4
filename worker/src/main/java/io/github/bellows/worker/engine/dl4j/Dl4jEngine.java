package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.worker.engine.EvaluatedBatch;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.LossSum;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network on Deeplearning4j. Every call copies the shared parameters into the graph first, so
 * that what others did to them in the meantime counts.
 */
final class Dl4jEngine implements GradientEngine {
  private final ParameterLayout layout;
  private final FlatMemory parameters;
  private final Dl4jPass pass = new Dl4jPass();
  private final Dl4jGraph graph;
  private final Dl4jInputs inputs;
  private final Dl4jObjective objective;

  Dl4jEngine(Network network, FlatMemory parameters) {
    this.layout = network.layout();
    this.parameters = parameters;
    graph = new Dl4jGraph(network, pass);
    inputs = new Dl4jInputs(network);
    objective = new Dl4jObjective(network);
  }

  private List<INDArray> forward(SampleBatch batch, boolean training, long key) {
    pass.begin(training, key);
    graph.load(parameters);
    return graph.forward(inputs.of(batch), training);
  }

  @Override
  public LossSum gradient(SampleBatch batch, FlatMemory gradient, long key) {
    Dl4jObjective.Judged judged = objective.judge(forward(batch, true, key), batch);
    graph.backward(judged.derivatives());
    graph.store(gradient);
    putStatistics(gradient, judged.sum().weight());
    return judged.sum();
  }

  /** Writes what the pass made of the statistics behind the gradient, times the batch's weight. */
  private void putStatistics(FlatMemory gradient, double weight) {
    List<ParameterLayout.Entry> entries = layout.statistics();
    for (int i = 0; i < entries.size(); i++) {
      ParameterLayout.Entry entry = entries.get(i);
      float[] values = new float[entry.length()];
      INDArray after = pass.kept(i);
      if (after == null) {
        parameters.get(entry.offset(), values, 0, values.length);
      } else {
        after.dup('c').data().asNioFloat().get(values);
      }
      for (int k = 0; k < values.length; k++) {
        values[k] *= (float) weight;
      }
      gradient.put(entry.offset(), values, 0, values.length);
    }
  }

  @Override
  public void evaluate(SampleBatch batch, EvaluatedBatch target) {
    objective.evaluate(forward(batch, false, 0), batch, target);
  }

  @Override
  public void predict(SampleBatch batch, float[][] outputs) {
    List<INDArray> values = forward(batch, false, 0);
    for (int i = 0; i < outputs.length; i++) {
      objective.predict(i, values.get(i), outputs[i]);
    }
  }

  /** Frees nothing at once: ND4J frees an array's memory when its object is collected. */
  @Override
  public void close() {}
}
