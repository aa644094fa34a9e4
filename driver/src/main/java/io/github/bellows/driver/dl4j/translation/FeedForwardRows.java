package io.github.bellows.driver.dl4j.translation;

import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.ActivationLayer;
import io.github.bellows.common.model.BatchNorm;
import io.github.bellows.common.model.Dense;
import io.github.bellows.common.model.Embedding;
import io.github.bellows.common.model.Flatten;
import io.github.bellows.common.model.Initialization;
import io.github.bellows.common.model.Prelu;
import io.github.bellows.common.model.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.params.PReLUParamInitializer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.lossfunctions.ILossFunction;

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
    ours.steps();
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
      finish(loss, ours);
    }
  }

  static void outputOfSteps(RnnOutputLayer layer, Translation ours) {
    if (layer.getRnnDataFormat() == RNNFormat.NWC) {
      ours.refuse(RecurrentRows.NWC);
    } else {
      output(layer, ours);
    }
  }

  static void loss(LossLayer layer, Translation ours) {
    loss(layer.getLossFn(), layer.getActivationFn(), ours);
  }

  static void lossOfSteps(RnnLossLayer layer, Translation ours) {
    if (layer.getRnnDataFormat() == RNNFormat.NWC) {
      ours.refuse(RecurrentRows.NWC);
      return;
    }
    loss(layer.getLossFn(), layer.getActivationFn(), ours);
  }

  static void lossOfPlaces(CnnLossLayer layer, Translation ours) {
    if (layer.getFormat() == CNN2DFormat.NHWC) {
      ours.refuse(Windows.NHWC);
      return;
    }
    loss(layer.getLossFn(), layer.getActivationFn(), ours);
  }

  private static void loss(ILossFunction theirs, IActivation last, Translation ours) {
    Shape shape = ours.shape();
    boolean sequence = shape.rank() == 2;
    ours.steps();
    int width = ours.shape().size(sequence ? 1 : 0);
    Losses.Ours loss = Losses.of(theirs, last, width, ours);
    if (loss != null) {
      ours.add(new ActivationLayer(loss.activation()));
      finish(loss, ours);
    }
  }

  /** Ends with a loss that theirs takes at each place and adds, and ours takes the mean of. */
  private static void finish(Losses.Ours loss, Translation ours) {
    ours.channels();
    Shape shape = ours.shape();
    ours.output(loss.loss(), loss.weight() * shape.elements() / shape.size(0));
  }

  static void activation(
      org.deeplearning4j.nn.conf.layers.ActivationLayer layer, Translation ours) {
    Activation activation = Activations.of(layer.getActivationFn(), ours);
    if (activation != null) {
      activation(activation, ours);
    }
  }

  /** Adds an activation; that of classes is over the features of a sequence's steps. */
  static void activation(Activation activation, Translation ours) {
    if (activation instanceof Activation.Softmax) {
      ours.steps();
    }
    if (!(activation instanceof Activation.Identity)) {
      ours.add(new ActivationLayer(activation));
    }
  }

  static void prelu(PReLULayer layer, Translation ours) {
    ours.channels();
    List<Long> own =
        Arrays.stream(layer.getInputShape())
            .boxed()
            .collect(Collectors.toCollection(ArrayList::new));
    if (layer.getSharedAxes() != null) {
      Arrays.stream(layer.getSharedAxes()).forEach(axis -> own.set((int) axis - 1, 1L));
    }
    boolean each = own.stream().skip(1).allMatch(size -> size == 1);
    if (!each || own.size() != ours.shape().rank()) {
      ours.refuse("inputShape and sharedAxes other than a weight for each channel, or one for all");
      return;
    }
    ours.add(new Prelu(0, own.get(0) > 1));
    ours.tensor("weight", TheirTensors.same(PReLUParamInitializer.WEIGHT_KEY));
  }

  static void embedding(EmbeddingLayer layer, Translation ours) {
    if (layer.getIDropout() != null) {
      ours.refuse("dropout of indices has no equal here");
    } else {
      embedding(layer, layer.hasBias(), ours);
      ours.add("row", new Flatten());
    }
  }

  static void words(EmbeddingSequenceLayer layer, Translation ours) {
    if (layer.getIDropout() != null || layer.getOutputFormat() != RNNFormat.NCW) {
      ours.refuse("dropout of indices, or another outputFormat than NCW, has no equal here");
      return;
    }
    if (ours.shape().rank() > 1) {
      ours.add("indices", new Flatten());
    }
    embedding(layer, layer.hasBias(), ours);
  }

  private static void embedding(FeedForwardLayer layer, boolean bias, Translation ours) {
    Activation activation = Activations.of(layer.getActivationFn(), ours);
    if (bias) {
      ours.refuse("hasBias of an embedding has no equal here");
    }
    if (activation == null || bias) {
      return;
    }
    ours.add(
        new Embedding(
            Math.toIntExact(layer.getNIn()),
            Math.toIntExact(layer.getNOut()),
            Initialization.DEFAULT));
    ours.tensor("weight", TheirTensors.same(DefaultParamInitializer.WEIGHT_KEY));
    if (!(activation instanceof Activation.Identity)) {
      ours.add("activation", new ActivationLayer(activation));
    }
  }

  static void batchNorm(BatchNormalization layer, Translation ours) {
    boolean affine = !layer.isLockGammaBeta();
    if (!affine && (layer.getGamma() != 1 || layer.getBeta() != 0)) {
      ours.refuse("locked gamma and beta other than 1 and 0 have no equal here");
      return;
    }
    if (layer.getCnn2DFormat() == CNN2DFormat.NHWC) {
      ours.refuse(Windows.NHWC);
      return;
    }
    ours.channels();
    ours.add(new BatchNorm(layer.getEps(), 1 - layer.getDecay(), affine, false));
    if (affine) {
      ours.tensor("weight", TheirTensors.same(BatchNormalizationParamInitializer.GAMMA));
      ours.tensor("bias", TheirTensors.same(BatchNormalizationParamInitializer.BETA));
    }
    ours.tensor("running_mean", TheirTensors.same(BatchNormalizationParamInitializer.GLOBAL_MEAN));
    ours.tensor(
        "running_var",
        layer.isUseLogStd()
            ? TheirTensors.ofLogarithms(BatchNormalizationParamInitializer.GLOBAL_LOG_STD)
            : TheirTensors.same(BatchNormalizationParamInitializer.GLOBAL_VAR));
  }
}
