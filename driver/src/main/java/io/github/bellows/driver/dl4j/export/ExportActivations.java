package io.github.bellows.driver.dl4j.export;

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

/** What becomes of our activations in theirs. */
final class ExportActivations {
  private ExportActivations() {}

  /**
   * Returns their activation; null, with the layer refused, if there is none.
   *
   * @param format of what it is applied to
   */
  static @Nullable IActivation of(Activation ours, ExportValue.Format format, ExportPlan plan) {
    if (ours instanceof Activation.Softmax && format != ExportValue.Format.ROW) {
      plan.refuse("softmax of theirs is for rows alone");
      return null;
    }
    IActivation theirs = of(ours);
    if (theirs == null) {
      plan.refuse("the activation " + ours.kind() + " has no equal in Deeplearning4j");
    }
    return theirs;
  }

  /** Returns their activation of the elements, or null if there is none. */
  static @Nullable IActivation of(Activation ours) {
    if (ours instanceof Activation.Identity) {
      return new ActivationIdentity();
    }
    if (ours instanceof Activation.Relu) {
      return new ActivationReLU();
    }
    if (ours instanceof Activation.LeakyRelu leaky) {
      return new ActivationLReLU(leaky.slope());
    }
    if (ours instanceof Activation.Elu elu) {
      return elu.alpha() == 1 ? new ActivationELU() : null; // Theirs leaves other alphas out.
    }
    return ofOneForm(ours);
  }

  private static @Nullable IActivation ofOneForm(Activation ours) {
    if (ours instanceof Activation.Tanh) {
      return new ActivationTanH();
    }
    if (ours instanceof Activation.Sigmoid) {
      return new ActivationSigmoid();
    }
    if (ours instanceof Activation.Selu) {
      return new ActivationSELU();
    }
    if (ours instanceof Activation.Silu) {
      return new ActivationSwish();
    }
    if (ours instanceof Activation.Softplus) {
      return new ActivationSoftPlus();
    }
    return ours instanceof Activation.Softmax ? new ActivationSoftmax() : null;
  }
}
