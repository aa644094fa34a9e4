package io.github.bellows.common.model;

/**
 * An element-wise function after a layer, or a layer of its own. It has no parameters and keeps the
 * shape.
 */
public sealed interface Activation {
  /** Returns the activation's key in YAML. */
  String kind();

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
   * Returns the initializer that keeps the variance of a layer followed by this activation: He for
   * the ReLU family, Glorot otherwise.
   */
  default Initializer defaultInitializer() {
    if (this instanceof Relu) {
      return new Initializer.HeUniform(0);
    }
    if (this instanceof LeakyRelu leaky) {
      return new Initializer.HeUniform(leaky.slope());
    }
    return new Initializer.GlorotUniform();
  }
}
