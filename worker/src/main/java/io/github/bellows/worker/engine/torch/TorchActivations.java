package io.github.bellows.worker.engine.torch;

import static java.util.Map.entry;

import io.github.bellows.common.model.Activation;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The table from activations to what computes them. */
final class TorchActivations {
  private TorchActivations() {}

  private interface Function<A> {
    Tensor apply(Tensor input, A activation);
  }

  private static final Map<Class<?>, Function<Activation>> TABLE =
      Map.ofEntries(
          row(Activation.Identity.class, (input, a) -> input),
          row(Activation.Relu.class, (input, a) -> torch.relu(input)),
          row(
              Activation.LeakyRelu.class,
              (input, a) -> torch.leaky_relu(input, new Scalar(a.slope()))),
          row(Activation.Tanh.class, (input, a) -> torch.tanh(input)),
          row(Activation.Sigmoid.class, (input, a) -> torch.sigmoid(input)),
          row(
              Activation.Elu.class,
              (input, a) ->
                  torch.elu(input, new Scalar(a.alpha()), new Scalar(1.0), new Scalar(1.0))),
          row(Activation.Selu.class, (input, a) -> torch.selu(input)),
          row(Activation.Gelu.class, (input, a) -> torch.gelu(input, a.tanh() ? "tanh" : "none")),
          row(Activation.Silu.class, (input, a) -> torch.silu(input)),
          row(Activation.Softplus.class, (input, a) -> torch.softplus(input)),
          row(Activation.HardSigmoid.class, (input, a) -> torch.hardsigmoid(input)),
          row(
              Activation.Softmax.class,
              (input, a) -> torch.softmax(input, classes(input), new ScalarTypeOptional())),
          row(
              Activation.LogSoftmax.class,
              (input, a) -> torch.log_softmax(input, classes(input), new ScalarTypeOptional())));

  private static <A extends Activation> Map.Entry<Class<?>, Function<Activation>> row(
      Class<A> type, Function<A> function) {
    return entry(type, (input, activation) -> function.apply(input, type.cast(activation)));
  }

  /**
   * Returns the dimension of classes or features: the last of rows and sequences, else the first.
   */
  private static int classes(Tensor input) {
    return input.dim() <= 3 ? (int) input.dim() - 1 : 1;
  }

  /** Returns an activation of a tensor. */
  static Tensor apply(Activation activation, Tensor input) {
    Function<Activation> function = TABLE.get(activation.getClass());
    if (function == null) {
      throw new IllegalStateException("no row for " + activation.kind() + " in TorchActivations");
    }
    return function.apply(input, activation);
  }
}
