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
    Class<?> type = theirs.getClass();
    if (type == LossMCXENT.class || type == LossNegativeLogLikelihood.class) {
      boolean plain = ((LossMCXENT) theirs).getWeights() == null;
      if (plain && last instanceof ActivationSoftmax) {
        return new Ours(CrossEntropy.PLAIN, new Activation.Identity(), 1);
      }
      ours.refuse(
          plain
              ? "this loss goes with the activation softmax here, not with " + last
              : "weights of this loss have no equal here");
      return null;
    }
    if (type == LossHinge.class) {
      Activation activation = Activations.of(last, ours);
      return activation == null ? null : new Ours(new Hinge(), activation, width);
    }
    if (type == LossBinaryXENT.class
        && last instanceof ActivationSigmoid
        && ((LossBinaryXENT) theirs).getWeights() == null) {
      return new Ours(new BinaryCrossEntropy(), new Activation.Identity(), width);
    }
    Ours error = error(theirs, width, last, ours);
    if (error == null) {
      ours.refuse("the loss " + theirs + " with the activation " + last + " has no equal here");
    }
    return error;
  }

  private static @Nullable Ours error(
      ILossFunction theirs, long width, IActivation last, Translation ours) {
    Class<?> type = theirs.getClass();
    boolean squares = type == LossMSE.class || type == LossL2.class;
    boolean absolute = type == LossMAE.class || type == LossL1.class;
    boolean sum = type == LossL2.class || type == LossL1.class;
    boolean weighted =
        theirs instanceof LossL2 l2 && l2.getWeights() != null
            || theirs instanceof LossL1 l1 && l1.getWeights() != null;
    if (!squares && !absolute || weighted) {
      return null;
    }
    Activation activation = Activations.of(last, ours);
    Loss loss = squares ? new MeanSquaredError() : new MeanAbsoluteError();
    return activation == null ? null : new Ours(loss, activation, sum ? width : 1);
  }
}
