package io.github.bellows.worker.engine.dl4j;

import static java.util.Map.entry;

import io.github.bellows.common.model.Activation;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The table from activations to theirs, or to our own where theirs is another function. */
final class Dl4jActivations {
  private Dl4jActivations() {}

  private static final Map<Class<?>, Function<Activation, IActivation>> TABLE =
      Map.ofEntries(
          row(Activation.Identity.class, a -> new ActivationIdentity()),
          row(Activation.Relu.class, a -> new ActivationReLU()),
          row(Activation.LeakyRelu.class, a -> new ActivationLReLU(a.slope())),
          row(Activation.Tanh.class, a -> new ActivationTanH()),
          row(Activation.Sigmoid.class, a -> new ActivationSigmoid()),
          row(Activation.Elu.class, a -> new Dl4jFormulas.Elu(a.alpha())),
          row(Activation.Selu.class, a -> new ActivationSELU()),
          row(
              Activation.Gelu.class,
              a -> a.tanh() ? new Dl4jFormulas.GeluByTanh() : new Dl4jFormulas.Gelu()),
          row(Activation.Silu.class, a -> new ActivationSwish()),
          row(Activation.Softplus.class, a -> new ActivationSoftPlus()),
          row(Activation.HardSigmoid.class, a -> new Dl4jFormulas.HardSigmoid()),
          row(Activation.Softmax.class, a -> new ActivationSoftmax()),
          row(Activation.LogSoftmax.class, a -> new Dl4jFormulas.LogSoftmax()));

  private static <A extends Activation> Map.Entry<Class<?>, Function<Activation, IActivation>> row(
      Class<A> type, Function<A, IActivation> translation) {
    return entry(type, activation -> translation.apply(type.cast(activation)));
  }

  /**
   * An activation on memory of its own. Theirs overwrite their input, and so would their {@code
   * ActivationLayer} in evaluation, whoever else reads it.
   */
  private static final class Elementwise extends Dl4jFunction {
    private static final long serialVersionUID = 1L;

    private final IActivation activation;
    private transient @Nullable INDArray before;

    Elementwise(IActivation activation) {
      this.activation = activation;
    }

    @Override
    INDArray forward(INDArray input) {
      before = input;
      return activation.getActivation(input.dup('c'), true);
    }

    @Override
    INDArray backward(INDArray gradient) {
      INDArray input = Objects.requireNonNull(before, "forward comes first");
      return activation.backprop(input.dup('c'), gradient).getFirst();
    }
  }

  /**
   * Adds an activation behind a vertex and returns the vertex of its values.
   *
   * @param dimensions of the vertex's value, the samples included
   */
  static String add(Dl4jPlan plan, Activation activation, int dimensions, String input) {
    if (activation instanceof Activation.Identity) {
      return input;
    }
    Function<Activation, IActivation> row = TABLE.get(activation.getClass());
    if (row == null) {
      throw new IllegalStateException("no row for " + activation.kind() + " in Dl4jActivations");
    }
    Dl4jFunction function = new Elementwise(row.apply(activation));
    boolean overClasses =
        activation instanceof Activation.Softmax || activation instanceof Activation.LogSoftmax;
    // The classes are the last dimension of rows and sequences, else the channels.
    if (!overClasses || dimensions <= 3) {
      return plan.function(function, input);
    }
    int[] last = Dl4jShapes.channelsLast(dimensions);
    int[] second = Dl4jShapes.channelsSecond(dimensions);
    String arranged = plan.function(Dl4jShapes.permuted(last), input);
    return plan.function(Dl4jShapes.permuted(second), plan.function(function, arranged));
  }
}
