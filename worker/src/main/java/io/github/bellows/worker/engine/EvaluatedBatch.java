package io.github.bellows.worker.engine;

import io.github.bellows.common.model.Network;

/**
 * What a network makes of a batch, in arrays that are overwritten by the next.
 *
 * @param outputs by output of the network: {@code samples × output elements}, sample by sample, as
 *     the last layer gives them (logits for cross entropy)
 * @param losses by output of the network: weight × loss of each sample, without the output's weight
 * @param weights of the samples: 1 each, unless the data have weights or, with one output alone,
 *     the classes
 */
public record EvaluatedBatch(float[][] outputs, float[][] losses, float[] weights) {
  /** Returns arrays for a number of samples. */
  public static EvaluatedBatch of(Network network, int samples) {
    int outputs = network.outputs().size();
    float[][] values = new float[outputs][];
    for (int output = 0; output < outputs; output++) {
      values[output] =
          new float[Math.multiplyExact(samples, network.outputs().get(output).width())];
    }
    return new EvaluatedBatch(values, new float[outputs][samples], new float[samples]);
  }
}
