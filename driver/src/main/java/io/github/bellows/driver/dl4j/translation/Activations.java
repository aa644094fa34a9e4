package io.github.bellows.driver.dl4j.translation;

import io.github.bellows.common.model.Activation;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** What becomes of activations. */
final class Activations {
  private Activations() {}

  /** Returns our activation; null, with the node refused, if there is none. */
  static @Nullable Activation of(IActivation theirs, Translation ours) {
    if (theirs instanceof ActivationReLU relu && isPlain(relu)) {
      return new Activation.Relu();
    }
    if (theirs instanceof ActivationLReLU leaky) {
      return new Activation.LeakyRelu(leaky.getAlpha());
    }
    if (theirs instanceof ActivationELU elu) {
      return new Activation.Elu(elu.getAlpha());
    }
    Activation plain =
        theirs instanceof ActivationIdentity
            ? new Activation.Identity()
            : theirs instanceof ActivationTanH
                ? new Activation.Tanh()
                : theirs instanceof ActivationSigmoid
                    ? new Activation.Sigmoid()
                    : theirs instanceof ActivationSoftmax ? new Activation.Softmax() : rare(theirs);
    if (plain == null) {
      ours.refuse("the activation " + theirs + " has no equal here");
    }
    return plain;
  }

  private static boolean isPlain(ActivationReLU relu) {
    Double max = relu.getMax();
    Double threshold = relu.getThreshold();
    Double slope = relu.getNegativeSlope();
    return (max == null || max == 0)
        && (threshold == null || threshold == 0)
        && (slope == null || slope == 0);
  }

  private static @Nullable Activation rare(IActivation theirs) {
    if (theirs instanceof ActivationSELU) {
      return new Activation.Selu();
    }
    if (theirs instanceof ActivationSoftPlus) {
      return new Activation.Softplus();
    }
    return theirs instanceof ActivationSwish ? new Activation.Silu() : null;
  }
}
