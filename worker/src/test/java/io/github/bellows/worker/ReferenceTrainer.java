package io.github.bellows.worker;

import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.data.SampleOrder;
import io.github.bellows.common.gradient.Clipping;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.optim.Optimizer;
import io.github.bellows.common.random.SeededRandom;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;

/**
 * What a distributed run must equal, bit for bit: one thread, whole arrays, the lane tree written
 * out as a loop over levels. Shares with the real thing the engine, the order of samples and the
 * optimizer; not the tree, the blocks, the shares or the barrier.
 */
public final class ReferenceTrainer {
  private ReferenceTrainer() {}

  /** What to train. */
  public record Setup(
      Network network,
      BlockSet samples,
      Optimizer optimizer,
      Clipping clipping,
      long seed,
      int lanes,
      int batch) {}

  /** Returns the parameters after some steps. */
  public static float[] train(Setup setup, EngineProvider engines, int steps) {
    float[] parameters = setup.network().initialParameters(setup.seed());
    int learned = setup.network().layout().learned();
    float[][] slots = new float[setup.optimizer().slots()][learned];
    FlatMemory shared = new FlatMemory(parameters.length);
    FlatMemory memory = new FlatMemory(parameters.length);
    long samples = setup.samples().samples();
    long global = (long) setup.lanes() * setup.batch();
    long stepsPerEpoch = (samples + global - 1) / global;
    SampleBatch batch = new SampleBatch(setup.samples().schema(), setup.batch());
    try (GradientEngine engine = engines.open(setup.network(), shared)) {
      for (int step = 0; step < steps; step++) {
        shared.put(0, parameters, 0, parameters.length);
        long first = step % stepsPerEpoch * global;
        long count = Math.min(global, samples - first);
        SampleOrder order = SampleOrder.shuffled(setup.seed(), step / stepsPerEpoch, samples);
        float[][] lanes = new float[setup.lanes()][parameters.length];
        double weight = 0;
        for (int lane = 0; lane < lanes.length; lane++) {
          long from = first + count * lane / lanes.length;
          long to = first + count * (lane + 1) / lanes.length;
          if (from < to) {
            setup.samples().read(order, from, (int) (to - from), batch);
            weight +=
                engine.gradient(batch, memory, SeededRandom.key(setup.seed(), step, lane)).weight();
            memory.get(0, lanes[lane], 0, parameters.length);
          }
        }
        float[] mean = mean(sum(lanes), weight);
        Clipping.scale(mean, 0, learned, setup.clipping().scale(norm(mean, learned)));
        setup.clipping().cut(mean, 0, learned);
        setup.optimizer().at(step).update(parameters, mean, slots, 0, learned);
        System.arraycopy(mean, learned, parameters, learned, parameters.length - learned);
      }
    }
    return parameters;
  }

  /** Adds neighbours level by level; the odd one is carried up. */
  private static float[] sum(float[][] lanes) {
    int nodes = lanes.length;
    while (nodes > 1) {
      for (int i = 0; i + 1 < nodes; i += 2) {
        for (int p = 0; p < lanes[0].length; p++) {
          lanes[i / 2][p] = lanes[i][p] + lanes[i + 1][p];
        }
      }
      if (nodes % 2 == 1) {
        lanes[nodes / 2] = lanes[nodes - 1];
      }
      nodes = (nodes + 1) / 2;
    }
    return lanes[0];
  }

  private static float[] mean(float[] sum, double weight) {
    for (int p = 0; p < sum.length; p++) {
      sum[p] /= (float) weight;
    }
    return sum;
  }

  private static double norm(float[] mean, int learned) {
    double squares = 0;
    for (int p = 0; p < learned; p++) {
      squares += (double) mean[p] * mean[p];
    }
    return Math.sqrt(squares);
  }
}
