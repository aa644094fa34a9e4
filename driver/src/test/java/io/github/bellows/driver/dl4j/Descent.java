package io.github.bellows.driver.dl4j;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.engine.EvaluatedBatch;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import java.util.Set;

/** What one of our engines makes of a network's parameters and a batch. */
public final class Descent {
  private final Network network;
  private final float[] parameters;
  private final SampleBatch batch;

  /** Keeps the parameters, which {@link #step} changes. */
  public Descent(Network network, float[] parameters, SampleBatch batch) {
    this.network = network;
    this.parameters = parameters;
    this.batch = batch;
  }

  /** Returns what the network predicts, by output. */
  public float[][] predictions(EngineProvider provider) {
    EvaluatedBatch target = EvaluatedBatch.of(network, batch.size());
    try (GradientEngine engine = provider.open(network, memory())) {
      engine.predict(batch, target.outputs());
    }
    return target.outputs();
  }

  private FlatMemory memory() {
    FlatMemory memory = new FlatMemory(parameters.length);
    memory.put(0, parameters, 0, parameters.length);
    return memory;
  }

  /**
   * Moves the parameters by one step of gradient descent, and the statistics with them.
   *
   * @param frozen names of tensors that stay
   */
  public void step(EngineProvider provider, double rate, Set<String> frozen) {
    FlatMemory gradient = new FlatMemory(parameters.length);
    double weight;
    try (GradientEngine engine = provider.open(network, memory())) {
      weight = engine.gradient(batch, gradient, 1).weight();
    }
    for (ParameterLayout.Entry entry : network.layout().entries()) {
      float[] values = new float[entry.length()];
      gradient.get(entry.offset(), values, 0, values.length);
      boolean learned = entry.offset() < network.layout().learned();
      for (int i = 0; i < values.length; i++) {
        double value = values[i] / weight;
        int at = entry.offset() + i;
        if (!learned) {
          parameters[at] = (float) value;
        } else if (!frozen.contains(entry.name())) {
          parameters[at] -= (float) (rate * value);
        }
      }
    }
  }
}
