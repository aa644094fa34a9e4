package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.random.SeededRandom;
import java.util.Arrays;
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
  private final transient Draws draws;
  private final transient Dl4jPass pass;
  private transient @Nullable INDArray mask;

  /**
   * Where a mask's draws come from and go to.
   *
   * @param layer place of the layer in the network
   * @param part which of the layer's masks
   * @param shared how many elements in a row share a draw
   */
  record Draws(int layer, int part, long shared) {}

  Dl4jMask(double rate, Draws draws, Dl4jPass pass) {
    this.rate = rate;
    this.draws = draws;
    this.pass = pass;
  }

  /** Returns the probability of a zero. */
  double rate() {
    return rate;
  }

  @Override
  public INDArray applyDropout(
      INDArray input, INDArray result, int step, int epoch, LayerWorkspaceMgr workspaces) {
    SeededRandom random = pass.generatorFor(draws.layer(), draws.part());
    float kept = (float) (1 / (1 - rate));
    float[] factors = new float[Math.toIntExact(input.length())];
    int shared = (int) draws.shared();
    for (int i = 0; i < factors.length; i += shared) {
      Arrays.fill(factors, i, i + shared, random.nextDouble() < rate ? 0 : kept);
    }
    INDArray drawn = pass.held(Nd4j.createFromArray(factors).reshape('c', input.shape()));
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
