package io.github.bellows.worker.engine.dl4j;

import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A function without parameters, as a vertex of a graph: what Deeplearning4j lacks a layer for,
 * most of all changes of shape. May keep what the way back needs, in memory that the pass holds;
 * for one thread.
 */
abstract class Dl4jFunction implements InputPreProcessor {
  private static final long serialVersionUID = 1L;

  /** Returns a function whose way back needs to know nothing of the way there. */
  static Dl4jFunction of(UnaryOperator<INDArray> forward, UnaryOperator<INDArray> backward) {
    return new Linear(forward, backward);
  }

  private static final class Linear extends Dl4jFunction {
    private static final long serialVersionUID = 1L;

    private final transient UnaryOperator<INDArray> forward;
    private final transient UnaryOperator<INDArray> backward;

    Linear(UnaryOperator<INDArray> forward, UnaryOperator<INDArray> backward) {
      this.forward = forward;
      this.backward = backward;
    }

    @Override
    INDArray forward(INDArray input) {
      return forward.apply(input);
    }

    @Override
    INDArray backward(INDArray gradient) {
      return backward.apply(gradient);
    }
  }

  /** Returns the function's value in new memory or as a view of the input. */
  abstract INDArray forward(INDArray input);

  /**
   * Returns the loss's derivative by the input of the last {@link #forward}.
   *
   * @param gradient its derivative by the value
   */
  abstract INDArray backward(INDArray gradient);

  @Override
  public INDArray preProcess(INDArray input, int samples, LayerWorkspaceMgr workspaces) {
    return workspaces.leverageTo(ArrayType.ACTIVATIONS, forward(input));
  }

  @Override
  public @Nullable INDArray backprop(
      @Nullable INDArray gradient, int samples, LayerWorkspaceMgr workspaces) {
    // Behind an embedding there is none: nothing is passed back to indices.
    return gradient == null
        ? null
        : workspaces.leverageTo(ArrayType.ACTIVATION_GRAD, backward(gradient));
  }

  /** Returns this: each engine has functions of its own. */
  @Override
  @SuppressWarnings("MissingSuperCall")
  public Dl4jFunction clone() {
    return this;
  }

  @Override
  public InputType getOutputType(InputType input) {
    return input;
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray mask, MaskState state, int samples) {
    return new Pair<>(mask, state);
  }
}
