package io.github.bellows.driver.dl4j.export;

import io.github.bellows.common.loss.BinaryCrossEntropy;
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.loss.Loss;
import io.github.bellows.common.loss.MeanAbsoluteError;
import io.github.bellows.common.loss.MeanSquaredError;
import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
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
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
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

  /**
   * Returns their loss, or null if there is none. Theirs adds up over the positions of a sample,
   * and the binary one over its outputs, where ours takes the mean: its weights make up for that,
   * and for the weight of the output.
   */
  static @Nullable Theirs of(Network.Output output, Format format) {
    Loss loss = output.spec().loss();
    Shape shape = output.shape();
    int width =
        switch (format) {
          case ROW -> output.width();
          case SEQUENCE -> shape.size(shape.rank() - 1);
          default -> shape.size(0);
        };
    int summed = loss instanceof BinaryCrossEntropy ? output.width() : output.width() / width;
    double factor = output.spec().weight() / summed;
    INDArray weights = factor == 1 ? null : Nd4j.valueArrayOf(new long[] {1, width}, factor);
    if (loss instanceof CrossEntropy) {
      return new Theirs(new LossMCXENT(weights), new ActivationSoftmax());
    }
    if (loss instanceof BinaryCrossEntropy) {
      return new Theirs(new LossBinaryXENT(weights), new ActivationSigmoid());
    }
    if (loss instanceof MeanSquaredError) {
      return new Theirs(new LossMSE(weights), null);
    }
    return loss instanceof MeanAbsoluteError ? new Theirs(new LossMAE(weights), null) : null;
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
    Format format = plan.value().format();
    Theirs theirs = of(output, format);
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
