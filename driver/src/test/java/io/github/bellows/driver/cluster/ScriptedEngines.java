package io.github.bellows.driver.cluster;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.random.SeededRandom;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.engine.EvaluatedBatch;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.LossSum;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Engines whose gradients are ones, and that do as a test says at chosen steps and lanes. */
final class ScriptedEngines implements EngineProvider {
  static final long SEED = 42;

  private final Map<Long, Runnable> actions = new ConcurrentHashMap<>();
  private final Map<Integer, Runnable> evaluations = new ConcurrentHashMap<>();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger closedWhileComputing = new AtomicInteger();

  /** Runs an action before a lane's gradient of a step. */
  ScriptedEngines at(long step, int lane, Runnable action) {
    actions.put(SeededRandom.key(SEED, step, lane), action);
    return this;
  }

  /** Runs an action before the evaluation of a batch of so many samples. */
  ScriptedEngines onEvaluation(int samples, Runnable action) {
    evaluations.put(samples, action);
    return this;
  }

  /** Returns how many engines have been opened and not closed. */
  int open() {
    return open.get();
  }

  /** Returns how many were closed under a worker that was computing with them. */
  int closedWhileComputing() {
    return closedWhileComputing.get();
  }

  @Override
  public String kind() {
    return "scripted";
  }

  @Override
  public String describe() {
    return "scripted";
  }

  @Override
  public GradientEngine open(Network network, FlatMemory parameters) {
    open.incrementAndGet();
    return new ScriptedEngine();
  }

  private final class ScriptedEngine implements GradientEngine {
    private volatile boolean computing;

    @Override
    public LossSum gradient(SampleBatch batch, FlatMemory gradient, long key) {
      computing = true;
      try {
        actions.getOrDefault(key, () -> {}).run();
        for (int i = 0; i < gradient.length(); i++) {
          gradient.put(i, new float[] {batch.size()}, 0, 1);
        }
        return new LossSum(batch.size(), batch.size());
      } finally {
        computing = false;
      }
    }

    @Override
    public void evaluate(SampleBatch batch, EvaluatedBatch target) {
      float[] outputs = target.outputs()[0];
      float[] losses = target.losses()[0];
      Arrays.fill(target.weights(), 1f);
      evaluations.getOrDefault(batch.size(), () -> {}).run();
      for (int sample = 0; sample < losses.length; sample++) {
        // The class is the one below the true one, and the loss the true one.
        int truth = (int) batch.classes().get(sample);
        int width = outputs.length / losses.length;
        outputs[sample * width + Math.max(0, truth - 1)] = 1;
        losses[sample] = truth;
      }
    }

    @Override
    public void predict(SampleBatch batch, float[][] outputs) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      open.decrementAndGet();
      if (computing) {
        closedWhileComputing.incrementAndGet();
      }
    }
  }
}
