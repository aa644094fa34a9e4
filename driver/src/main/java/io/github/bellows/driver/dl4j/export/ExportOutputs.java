package io.github.bellows.driver.dl4j.export;

import io.github.bellows.common.loss.BinaryCrossEntropy;
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.loss.Loss;
import io.github.bellows.common.loss.MeanAbsoluteError;
import io.github.bellows.common.loss.MeanSquaredError;
import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.Network;
import io.github.bellows.driver.dl4j.export.ExportValue.Format;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMAE;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** What becomes of our losses, which take logits where theirs take probabilities. */
final class ExportOutputs {
  private ExportOutputs() {}

  /**
   * A loss of theirs.
   *
   * @param activation that makes of our outputs what it takes; null for none
   */
  record Theirs(ILossFunction loss, @Nullable IActivation activation) {
    /** Returns the activation of a loss layer. */
    IActivation only() {
      return activation == null ? new ActivationIdentity() : activation;
    }
  }

  /** Returns their loss, or null if there is none. */
  static @Nullable Theirs of(Loss loss) {
    if (loss instanceof CrossEntropy) {
      return new Theirs(new LossMCXENT(), new ActivationSoftmax());
    }
    if (loss instanceof BinaryCrossEntropy) {
      return new Theirs(new LossBinaryXENT(), new ActivationSigmoid());
    }
    if (loss instanceof MeanSquaredError) {
      return new Theirs(new LossMSE(), null);
    }
    return loss instanceof MeanAbsoluteError ? new Theirs(new LossMAE(), null) : null;
  }

  /** Returns the activation of an output layer; null if it needs a loss layer of its own. */
  static @Nullable IActivation joined(Theirs theirs, Activation own) {
    if (theirs.activation() == null) {
      return own instanceof Activation.Softmax ? null : ExportActivations.of(own);
    }
    return own instanceof Activation.Identity ? theirs.activation() : null;
  }

  /** Returns whether theirs takes classes where ours has them: in the first dimension. */
  static boolean fits(Theirs theirs, Format format) {
    boolean classes = theirs.activation() instanceof ActivationSoftmax;
    return !(classes && format == Format.SEQUENCE);
  }

  /** Adds the loss of an output behind its value, and whatever its value still waits for. */
  static void end(ExportPlan plan, Network.Output output, boolean done) {
    Loss loss = output.spec().loss();
    Theirs theirs = of(loss);
    if (theirs == null) {
      plan.note(
          "the loss "
              + loss.kind()
              + " is not exported: the network predicts, but does not train there");
    } else if (!loss.equals(CrossEntropy.PLAIN) && loss instanceof CrossEntropy) {
      plan.note("class weights and smoothing of the loss are not exported");
    }
    if (done) {
      return;
    }
    Format format = plan.value().format();
    if (theirs == null) {
      if (plan.value().pending() != null) {
        plan.layer(new ActivationLayer(new ActivationIdentity()), format);
      }
      return;
    }
    Layer layer = fits(theirs, format) ? layer(format, theirs) : null;
    if (layer == null) {
      plan.refuse(
          "the loss "
              + loss.kind()
              + " over "
              + format.shown()
              + " has no equal in Deeplearning4j; classes come before steps there, so permute them");
    } else {
      plan.layer(layer, format);
    }
  }

  private static @Nullable Layer layer(Format format, Theirs theirs) {
    IActivation activation = theirs.only();
    return switch (format) {
      case ROW -> new LossLayer.Builder(theirs.loss()).activation(activation).build();
      case SEQUENCE, LINE -> new RnnLossLayer.Builder(theirs.loss()).activation(activation).build();
      case IMAGE -> new CnnLossLayer.Builder(theirs.loss()).activation(activation).build();
      case VOLUME -> null;
    };
  }
}
