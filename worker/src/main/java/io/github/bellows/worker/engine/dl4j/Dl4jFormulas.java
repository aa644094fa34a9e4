package io.github.bellows.worker.engine.dl4j;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Activations that Deeplearning4j lacks or defines otherwise. They overwrite their input. */
final class Dl4jFormulas {
  private static final double SQRT_HALF = Math.sqrt(0.5);
  private static final double DENSITY_AT_0 = 1 / Math.sqrt(2 * Math.PI);
  private static final double HARD_SLOPE = 1.0 / 6;
  private static final double HALF = 0.5;
  private static final double HARD_REACH = 3;

  private Dl4jFormulas() {}

  /** x · Φ(x) by the error function; theirs approximates Φ by a sigmoid. */
  static final class Gelu extends BaseActivationFunction {
    private static final long serialVersionUID = 1L;

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
      return in.muli(distribution(in));
    }

    /** Φ(x) = (1 + erf(x / √2)) / 2. */
    private static INDArray distribution(INDArray in) {
      INDArray scaled = in.mul(SQRT_HALF);
      Nd4j.getExecutioner().exec(new Erf(scaled, scaled));
      return scaled.addi(1).muli(HALF);
    }

    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray gradient) {
      INDArray density = Transforms.exp(in.mul(in).muli(-HALF), false).muli(DENSITY_AT_0);
      INDArray slope = density.muli(in).addi(distribution(in));
      return new Pair<>(slope.muli(gradient), null);
    }
  }

  /** x · (1 + tanh(√(2 / π) · (x + 0.044715 · x³))) / 2. */
  static final class GeluByTanh extends BaseActivationFunction {
    private static final long serialVersionUID = 1L;
    private static final double SCALE = Math.sqrt(2 / Math.PI);
    private static final double CUBIC = 0.044715;

    /** Returns the hyperbolic tangent in the formula. */
    private static INDArray tangent(INDArray in) {
      INDArray inner = in.mul(in).muli(CUBIC).addi(1).muli(in).muli(SCALE);
      return Transforms.tanh(inner, false);
    }

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
      return in.muli(tangent(in).addi(1).muli(HALF));
    }

    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray gradient) {
      INDArray tangent = tangent(in);
      INDArray inner = in.mul(in).muli(3 * CUBIC).addi(1).muli(SCALE);
      INDArray slope = tangent.mul(tangent).rsubi(1).muli(inner).muli(in);
      return new Pair<>(slope.addi(tangent).addi(1).muli(HALF).muli(gradient), null);
    }
  }

  /** x, or alpha · (exp(x) − 1) below 0; the way back of theirs takes alpha for 1. */
  static final class Elu extends BaseActivationFunction {
    private static final long serialVersionUID = 1L;

    private final double alpha;

    Elu(double alpha) {
      this.alpha = alpha;
    }

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
      INDArray below = Transforms.expm1(Transforms.min(in, 0, true), false).muli(alpha);
      return Transforms.max(in, 0, false).addi(below);
    }

    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray gradient) {
      INDArray above = in.gt(0).castTo(in.dataType());
      INDArray below = Transforms.exp(Transforms.min(in, 0, false), false).muli(alpha);
      INDArray slope = below.muli(above.rsub(1)).addi(above);
      return new Pair<>(slope.muli(gradient), null);
    }
  }

  /** min(1, max(0, x / 6 + 1 / 2)); theirs has slope 0.2. */
  static final class HardSigmoid extends BaseActivationFunction {
    private static final long serialVersionUID = 1L;

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
      in.muli(HARD_SLOPE).addi(HALF);
      return Transforms.min(Transforms.max(in, 0, false), 1, false);
    }

    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray gradient) {
      INDArray inside = Transforms.abs(in, true).lt(HARD_REACH).castTo(in.dataType());
      return new Pair<>(inside.muli(HARD_SLOPE).muli(gradient), null);
    }
  }

  /** The logarithm of softmax over the last dimension. */
  static final class LogSoftmax extends BaseActivationFunction {
    private static final long serialVersionUID = 1L;

    private static INDArray logarithms(INDArray in) {
      return Nd4j.nn().logSoftmax(in.dup('c'), in.rank() - 1);
    }

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
      return in.assign(logarithms(in));
    }

    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray gradient) {
      INDArray probabilities = Transforms.exp(logarithms(in), false);
      INDArray sums = gradient.sum(true, gradient.rank() - 1);
      return new Pair<>(gradient.sub(probabilities.mul(sums)), null);
    }
  }
}
