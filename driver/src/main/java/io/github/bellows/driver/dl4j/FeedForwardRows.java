package io.github.bellows.driver.dl4j;

import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.ActivationLayer;
import io.github.bellows.common.model.BatchNorm;
import io.github.bellows.common.model.Dense;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;

/** Layers of rows, and those that take any shape. */
final class FeedForwardRows {
  private FeedForwardRows() {}

  static void dense(DenseLayer layer, Translation ours) {
    if (layer.hasLayerNorm()) {
      ours.refuse("hasLayerNorm has no equal here");
      return;
    }
    Activation activation = Activations.of(layer.getActivationFn(), ours);
    if (activation != null) {
      dense(layer.getNOut(), layer.hasBias(), activation, ours);
    }
  }

  private static void dense(long units, boolean bias, Activation activation, Translation ours) {
    ours.add(new Dense(Math.toIntExact(units), bias, activation));
    ours.tensor("weight", TheirTensors.turned(DefaultParamInitializer.WEIGHT_KEY));
    if (bias) {
      ours.tensor("bias", TheirTensors.same(DefaultParamInitializer.BIAS_KEY));
    }
  }

  static void output(BaseOutputLayer layer, Translation ours) {
    Losses.Ours loss = Losses.of(layer.getLossFn(), layer.getActivationFn(), layer.getNOut(), ours);
    if (loss != null) {
      dense(layer.getNOut(), layer.hasBias(), loss.activation(), ours);
      ours.output(loss.loss(), loss.weight());
    }
  }

  static void loss(LossLayer layer, Translation ours) {
    long width = ours.shape().elements();
    Losses.Ours loss = Losses.of(layer.getLossFn(), layer.getActivationFn(), width, ours);
    if (loss != null) {
      ours.add(new ActivationLayer(loss.activation()));
      ours.output(loss.loss(), loss.weight());
    }
  }

  static void activation(
      org.deeplearning4j.nn.conf.layers.ActivationLayer layer, Translation ours) {
    Activation activation = Activations.of(layer.getActivationFn(), ours);
    if (activation != null) {
      ours.add(new ActivationLayer(activation));
    }
  }

  static void batchNorm(BatchNormalization layer, Translation ours) {
    boolean affine = !layer.isLockGammaBeta();
    if (!affine && (layer.getGamma() != 1 || layer.getBeta() != 0)) {
      ours.refuse("locked gamma and beta other than 1 and 0 have no equal here");
      return;
    }
    if (layer.isUseLogStd()) {
      ours.refuse("useLogStd has no equal here");
      return;
    }
    ours.add(new BatchNorm(layer.getEps(), 1 - layer.getDecay(), affine));
    if (affine) {
      ours.tensor("weight", TheirTensors.same(BatchNormalizationParamInitializer.GAMMA));
      ours.tensor("bias", TheirTensors.same(BatchNormalizationParamInitializer.BETA));
    }
    ours.tensor("running_mean", TheirTensors.same(BatchNormalizationParamInitializer.GLOBAL_MEAN));
    ours.tensor("running_var", TheirTensors.same(BatchNormalizationParamInitializer.GLOBAL_VAR));
  }
}
