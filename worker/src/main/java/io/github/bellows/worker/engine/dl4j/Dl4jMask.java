package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.random.SeededRandom;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Multiplies elements by 0 or 1 / (1 − rate), drawn one by one from the pass's generator; never
 * from ND4J's own, which the process shares. Between {@link #applyDropout} and {@link #backprop} it
 * holds the mask. For one thread.
 */
final class Dl4jMask implements IDropout {
  private static final long serialVersionUID = 1L;

  private final double rate;
  private final int layer;
  private final transient Dl4jPass pass;
  private transient @Nullable INDArray mask;

  Dl4jMask(double rate, int layer, Dl4jPass pass) {
    this.rate = rate;
    this.layer = layer;
    this.pass = pass;
  }

  @Override
  public INDArray applyDropout(
      INDArray input, INDArray result, int step, int epoch, LayerWorkspaceMgr workspaces) {
    SeededRandom random = pass.generatorFor(layer);
    float kept = (float) (1 / (1 - rate));
    float[] factors = new float[Math.toIntExact(input.length())];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = random.nextDouble() < rate ? 0 : kept;
    }
    INDArray drawn = Nd4j.createFromArray(factors).reshape('c', input.shape());
    mask = drawn;
    return input.muli(drawn, result);
  }

  @Override
  public INDArray backprop(INDArray gradient, INDArray result, int step, int epoch) {
    if (mask == null) {
      throw new IllegalStateException("no mask was drawn");
    }
    return gradient.muli(mask, result);
  }

  @Override
  public void clear() {
    mask = null;
  }

  /** Returns this: each engine has masks of its own. */
  @Override
  @SuppressWarnings("MissingSuperCall")
  public IDropout clone() {
    return this;
  }
}
