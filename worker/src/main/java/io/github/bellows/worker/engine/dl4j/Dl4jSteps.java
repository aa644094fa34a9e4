package io.github.bellows.worker.engine.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Functions of sequences [samples, steps, features] that know where each sample ends.
 *
 * @param pass has the lengths of the present batch
 * @param variableLength whether samples may end before the last step
 */
record Dl4jSteps(Dl4jPass pass, boolean variableLength) {
  private int end(int sample, INDArray sequences) {
    return variableLength ? pass.length(sample) : (int) sequences.size(1);
  }

  /** Returns a function that reverses the steps of each sample; what lies behind stays. */
  Dl4jFunction reversed() {
    return Dl4jFunction.of(this::reverse, this::reverse);
  }

  private INDArray reverse(INDArray input) {
    int features = (int) input.size(2);
    int steps = (int) input.size(1);
    float[] from = input.dup('c').data().asFloat();
    float[] to = from.clone();
    for (int sample = 0; sample < input.size(0); sample++) {
      int end = end(sample, input);
      for (int step = 0; step < end; step++) {
        System.arraycopy(
            from,
            (sample * steps + step) * features,
            to,
            (sample * steps + end - 1 - step) * features,
            features);
      }
    }
    return Nd4j.createFromArray(to).reshape('c', input.shape());
  }

  /**
   * Returns a function that takes the states after the last step read: of the first {@code units}
   * features at the end of the sample, of the others, which read backwards, at its beginning.
   */
  Dl4jFunction last(int units) {
    return new Weighted(
        this, (step, end, feature) -> step == (feature < units ? end - 1 : 0) ? 1 : 0);
  }

  /** Returns a function that takes the mean over the valid steps. */
  Dl4jFunction mean() {
    return new Weighted(this, (step, end, feature) -> step < end ? 1f / end : 0);
  }

  /** What a step counts for in a sum over the steps. */
  @FunctionalInterface
  private interface Weight {
    float of(int step, int end, int feature);
  }

  /** A sum over the steps, each times a weight: [samples, features]. */
  private static final class Weighted extends Dl4jFunction {
    private static final long serialVersionUID = 1L;

    private final transient Dl4jSteps steps;
    private final transient Weight weight;
    private transient INDArray weights = Nd4j.empty();

    Weighted(Dl4jSteps steps, Weight weight) {
      this.steps = steps;
      this.weight = weight;
    }

    @Override
    INDArray forward(INDArray input) {
      int samples = (int) input.size(0);
      int length = (int) input.size(1);
      int features = (int) input.size(2);
      float[] all = new float[samples * length * features];
      for (int i = 0; i < all.length; i++) {
        int sample = i / (length * features);
        int step = i / features % length;
        all[i] = weight.of(step, steps.end(sample, input), i % features);
      }
      weights = steps.pass().held(Nd4j.createFromArray(all).reshape('c', input.shape()));
      return input.mul(weights).sum(1);
    }

    @Override
    INDArray backward(INDArray gradient) {
      return weights.mul(gradient.reshape(gradient.size(0), 1, gradient.size(1)));
    }
  }
}
