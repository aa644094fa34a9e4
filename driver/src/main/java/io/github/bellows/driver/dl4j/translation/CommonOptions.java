package io.github.bellows.driver.dl4j.translation;

import io.github.bellows.common.model.Dropout;
import io.github.bellows.common.model.SpatialDropout;
import java.util.Set;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/** What all layers of theirs may have: dropout of their inputs, noise, constraints. */
final class CommonOptions {
  /** Layers of theirs that leave their inputs alone, whatever dropout they are given. */
  private static final Set<Class<?>> IGNORING_DROPOUT =
      Set.of(
          ActivationLayer.class,
          BatchNormalization.class,
          CnnLossLayer.class,
          GlobalPoolingLayer.class,
          LossLayer.class,
          RnnLossLayer.class,
          Subsampling1DLayer.class,
          SubsamplingLayer.class);

  private CommonOptions() {}

  static void add(Layer layer, Translation ours) {
    if (layer.getConstraints() != null && !layer.getConstraints().isEmpty()) {
      ours.refuse("constraints of parameters have no equal here");
    }
    if (layer instanceof BaseLayer base && base.getWeightNoise() != null) {
      ours.refuse("weight noise has no equal here");
    }
    if (!IGNORING_DROPOUT.contains(layer.getClass())) {
      dropout(layer, ours);
    }
  }

  private static void dropout(Layer layer, Translation ours) {
    IDropout dropout = layer.getIDropout();
    if (dropout instanceof org.deeplearning4j.nn.conf.dropout.Dropout plain
        && plain.getPSchedule() == null) {
      if (plain.getP() < 1 && plain.getP() > 0) {
        ours.add("dropout", new Dropout(1 - plain.getP()));
      }
    } else if (dropout instanceof org.deeplearning4j.nn.conf.dropout.SpatialDropout spatial
        && spatial.getPSchedule() == null) {
      ours.channels();
      ours.add("dropout", new SpatialDropout(1 - spatial.getP()));
    } else if (dropout != null) {
      ours.refuse(dropout.getClass().getSimpleName() + " of the input has no equal here");
    }
  }
}
