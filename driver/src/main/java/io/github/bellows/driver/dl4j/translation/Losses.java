package io.github.bellows.driver.dl4j.translation;

import io.github.bellows.common.loss.BinaryCrossEntropy;
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.loss.Hinge;
import io.github.bellows.common.loss.Loss;
import io.github.bellows.common.loss.MeanAbsoluteError;
import io.github.bellows.common.loss.MeanSquaredError;
import io.github.bellows.common.model.Activation;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossHinge;
import org.nd4j.linalg.lossfunctions.impl.LossL1;
import org.nd4j.linalg.lossfunctions.impl.LossL2;
import org.nd4j.linalg.lossfunctions.impl.LossMAE;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;

/** What becomes of loss functions: theirs sum over the outputs where ours take the mean. */
final class Losses {
  private Losses() {}

  /**
   * A loss of ours.
   *
   * @param activation what the last layer has; none where the loss takes logits
   * @param weight factor that makes it theirs
   */
  record Ours(Loss loss, Activation activation, double weight) {}

  /** Returns our loss; null, with the node refused, if there is none. */
  static @Nullable Ours of(ILossFunction theirs, IActivation last, long width, Translation ours) {
    Double factor = factor(theirs);
    if (factor == null) {
      ours.refuse("weights of this loss that differ have no equal here");
      return null;
    }
    Class<?> type = theirs.getClass();
    if (type == LossMCXENT.class || type == LossNegativeLogLikelihood.class) {
      if (last instanceof ActivationSoftmax) {
        return new Ours(CrossEntropy.PLAIN, new Activation.Identity(), factor);
      }
      ours.refuse("this loss goes with the activation softmax here, not with " + last);
      return null;
    }
    if (type == LossHinge.class) {
      Activation activation = Activations.of(last, ours);
      return activation == null ? null : new Ours(new Hinge(), activation, width);
    }
    if (type == LossBinaryXENT.class && last instanceof ActivationSigmoid) {
      return new Ours(new BinaryCrossEntropy(), new Activation.Identity(), factor * width);
    }
    Ours error = error(theirs, last, ours);
    if (error == null) {
      ours.refuse("the loss " + theirs + " with the activation " + last + " has no equal here");
      return null;
    }
    boolean sum = type == LossL2.class || type == LossL1.class;
    return new Ours(error.loss(), error.activation(), sum ? factor * width : factor);
  }

  /** Returns what all outputs are multiplied by; null if that differs from output to output. */
  private static @Nullable Double factor(ILossFunction theirs) {
    INDArray weights = null;
    if (theirs instanceof LossMCXENT entropy) {
      weights = entropy.getWeights();
    } else if (theirs instanceof LossBinaryXENT entropy) {
      weights = entropy.getWeights();
    } else if (theirs instanceof LossL2 squares) {
      weights = squares.getWeights();
    } else if (theirs instanceof LossL1 absolute) {
      weights = absolute.getWeights();
    }
    if (weights == null) {
      return 1.0;
    }
    double first = weights.getDouble(0);
    return weights.sub(first).normmaxNumber().doubleValue() == 0 && first > 0 ? first : null;
  }

  private static @Nullable Ours error(ILossFunction theirs, IActivation last, Translation ours) {
    Class<?> type = theirs.getClass();
    boolean squares = type == LossMSE.class || type == LossL2.class;
    boolean absolute = type == LossMAE.class || type == LossL1.class;
    if (!squares && !absolute) {
      return null;
    }
    Activation activation = Activations.of(last, ours);
    Loss loss = squares ? new MeanSquaredError() : new MeanAbsoluteError();
    return activation == null ? null : new Ours(loss, activation, 1);
  }
}
