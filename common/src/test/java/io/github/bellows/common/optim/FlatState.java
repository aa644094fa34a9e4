package io.github.bellows.common.optim;

import io.github.bellows.common.gradient.MeanGradient;
import io.github.bellows.common.random.SeededRandom;
import java.util.Arrays;
import java.util.List;

/**
 * Parameters and slots of a vector of several tensors and several blocks, equal bit for bit. Its
 * gradients are the same for every test.
 */
final class FlatState {
  static final int SIZE = 7 * MeanGradient.BLOCK + 777;
  static final int FROZEN_FROM = 9_000;
  static final int FROZEN_TO = 9_100;

  /** Weights and biases, a rate of its own, frozen ones, ends inside of blocks and at one. */
  static final List<TensorRule> TENSORS =
      List.of(
          new TensorRule(0, 5, 1, false, false),
          new TensorRule(5, 2 * MeanGradient.BLOCK, 1, true, false),
          new TensorRule(2 * MeanGradient.BLOCK, FROZEN_FROM, 0.25, true, false),
          new TensorRule(FROZEN_FROM, FROZEN_TO, 1, true, true),
          new TensorRule(FROZEN_TO, FROZEN_TO, 1, true, false),
          new TensorRule(FROZEN_TO, 20_000, 1, true, false),
          new TensorRule(20_000, SIZE, 1, false, false));

  final float[] parameters;
  final float[][] slots;

  FlatState(float[] parameters, float[][] slots) {
    this.parameters = parameters;
    this.slots = slots;
  }

  static FlatState first(int slots) {
    SeededRandom random = SeededRandom.of(3);
    float[] parameters = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      parameters[i] = (float) random.uniform(-1, 1);
    }
    return new FlatState(parameters, new float[slots][SIZE]);
  }

  static FlatState first(Optimizer optimizer) {
    return first(optimizer.slots());
  }

  /** Returns an optimizer for all tensors. */
  static Optimizer optimizer(OptimizerSpec spec) {
    return new Optimizer(spec, spec.learningRate(), TENSORS);
  }

  /** Returns the gradient of a step, some of it 0. */
  static float[] gradient(long step) {
    SeededRandom random = SeededRandom.of(7, step);
    float[] gradient = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      gradient[i] = (float) random.uniform(-1, 1);
    }
    gradient[600] = 0;
    return gradient;
  }

  FlatState copy() {
    float[][] copies = slots.clone();
    for (int k = 0; k < copies.length; k++) {
      copies[k] = slots[k].clone();
    }
    return new FlatState(parameters.clone(), copies);
  }

  /** Returns a copy of the elements [from, to). */
  FlatState part(int from, int to) {
    float[][] copies = slots.clone();
    for (int k = 0; k < copies.length; k++) {
      copies[k] = Arrays.copyOfRange(slots[k], from, to);
    }
    return new FlatState(Arrays.copyOfRange(parameters, from, to), copies);
  }

  /** Applies the updates of steps [from, to) to the whole vector. */
  FlatState run(Optimizer optimizer, long from, long to) {
    return run(optimizer, from, to, new int[] {0, SIZE});
  }

  /** Applies the updates of steps [from, to), the slices last to first. */
  FlatState run(Optimizer optimizer, long from, long to, int[] cuts) {
    for (long step = from; step < to; step++) {
      apply(optimizer.at(step), gradient(step), cuts);
    }
    return this;
  }

  FlatState apply(StepUpdate update, float[] gradient, int... cuts) {
    if (update.layerwise()) {
      for (int k = cuts.length - 2; k >= 0; k--) {
        update.direct(parameters, gradient, slots, cuts[k], cuts[k + 1]);
      }
      update.measured();
    }
    for (int k = cuts.length - 2; k >= 0; k--) {
      update.update(parameters, gradient, slots, cuts[k], cuts[k + 1]);
    }
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FlatState that
        && Arrays.equals(parameters, that.parameters)
        && Arrays.deepEquals(slots, that.slots);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(parameters);
  }

  @Override
  public String toString() {
    return "parameters " + Arrays.hashCode(parameters) + ", slots " + Arrays.deepHashCode(slots);
  }
}
