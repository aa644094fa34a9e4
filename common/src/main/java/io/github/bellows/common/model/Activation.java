package io.github.bellows.common.model;

import io.github.bellows.common.initial.GlorotUniform;
import io.github.bellows.common.initial.HeUniform;
import io.github.bellows.common.initial.Initializer;
import io.github.bellows.common.initial.LecunNormal;
import java.io.Serializable;
import java.util.Map;

/**
 * A function after a layer, or a layer of its own, that keeps the shape and has no parameters:
 * element by element, but for softmax and its logarithm. {@link Prelu}, which learns, is a layer.
 */
public sealed interface Activation extends Serializable {
  /** Returns the activation's key in YAML. */
  String kind();

  /** Returns every option by its key in YAML; none for most. */
  default Map<String, Object> options() {
    return Map.of();
  }

  /** f(x) = x. */
  record Identity() implements Activation {
    @Override
    public String kind() {
      return "identity";
    }
  }

  /** f(x) = max(0, x). */
  record Relu() implements Activation {
    @Override
    public String kind() {
      return "relu";
    }
  }

  /**
   * f(x) = x for x ≥ 0, slope · x below.
   *
   * <p>Reference: Maas, Hannun, Ng, "Rectifier Nonlinearities Improve Neural Network Acoustic
   * Models", ICML 2013.
   *
   * @param slope factor for negative inputs, finite; 0.01 by default
   */
  record LeakyRelu(double slope) implements Activation {
    /** The default slope, PyTorch's. */
    public static final double DEFAULT_SLOPE = 0.01;

    /** Checks the slope. */
    public LeakyRelu {
      if (!Double.isFinite(slope)) {
        throw new IllegalArgumentException("slope = " + slope + ": must be finite");
      }
    }

    @Override
    public String kind() {
      return "leakyRelu";
    }

    @Override
    public Map<String, Object> options() {
      return Map.of("slope", slope);
    }
  }

  /** f(x) = tanh(x). */
  record Tanh() implements Activation {
    @Override
    public String kind() {
      return "tanh";
    }
  }

  /** f(x) = 1 / (1 + exp(−x)). */
  record Sigmoid() implements Activation {
    @Override
    public String kind() {
      return "sigmoid";
    }
  }

  /**
   * f(x) = x for x > 0, alpha · (exp(x) − 1) below.
   *
   * <p>Reference: Clevert, Unterthiner, Hochreiter, "Fast and Accurate Deep Network Learning by
   * Exponential Linear Units", ICLR 2016, equation 16.
   *
   * @param alpha limit for −∞, negated; finite
   */
  record Elu(double alpha) implements Activation {
    /** Checks alpha. */
    public Elu {
      if (!Double.isFinite(alpha)) {
        throw new IllegalArgumentException("alpha = " + alpha + ": must be finite");
      }
    }

    @Override
    public String kind() {
      return "elu";
    }

    @Override
    public Map<String, Object> options() {
      return Map.of("alpha", alpha);
    }
  }

  /**
   * f(x) = 1.0507… · elu(x) with alpha 1.6733….
   *
   * <p>Reference: Klambauer et al., "Self-Normalizing Neural Networks", NeurIPS 2017, equation 2.
   */
  record Selu() implements Activation {
    @Override
    public String kind() {
      return "selu";
    }
  }

  /**
   * f(x) = x · Φ(x), Φ the Gaussian's distribution function.
   *
   * <p>Reference: Hendrycks, Gimpel, "Gaussian Error Linear Units (GELUs)", 2016, section 2.
   *
   * @param tanh whether Φ is approximated by tanh, as in many transformers
   */
  record Gelu(boolean tanh) implements Activation {
    @Override
    public String kind() {
      return "gelu";
    }

    @Override
    public Map<String, Object> options() {
      return Map.of("tanh", tanh);
    }
  }

  /** f(x) = x / (1 + exp(−x)), also called swish. */
  record Silu() implements Activation {
    @Override
    public String kind() {
      return "silu";
    }
  }

  /** f(x) = log(1 + exp(x)). */
  record Softplus() implements Activation {
    @Override
    public String kind() {
      return "softplus";
    }
  }

  /** f(x) = min(1, max(0, x / 6 + 1 / 2)), as in PyTorch. */
  record HardSigmoid() implements Activation {
    @Override
    public String kind() {
      return "hardSigmoid";
    }
  }

  /**
   * f(x)_i = exp(x_i) / Σ_j exp(x_j): over the classes or features, the last dimension of a row or
   * a sequence and the channels of an image or volume.
   */
  record Softmax() implements Activation {
    @Override
    public String kind() {
      return "softmax";
    }
  }

  /** The logarithm of {@link Softmax}, over the same dimension. */
  record LogSoftmax() implements Activation {
    @Override
    public String kind() {
      return "logSoftmax";
    }
  }

  /**
   * Returns the initializer that keeps the variance of a layer followed by this activation: He for
   * the ReLU family, LeCun for selu, Glorot otherwise.
   */
  default Initializer defaultInitializer() {
    if (this instanceof LeakyRelu leaky) {
      return new HeUniform(leaky.slope());
    }
    if (this instanceof Selu) {
      return new LecunNormal();
    }
    boolean rectifier =
        this instanceof Relu || this instanceof Elu || this instanceof Gelu || this instanceof Silu;
    return rectifier ? new HeUniform(0) : new GlorotUniform();
  }
}
