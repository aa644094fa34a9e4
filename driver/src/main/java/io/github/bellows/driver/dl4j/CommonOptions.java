package io.github.bellows.driver.dl4j;

import io.github.bellows.common.model.Dropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;

/** What all layers of theirs may have: dropout of their inputs, noise, constraints. */
final class CommonOptions {
  private CommonOptions() {}

  static void add(Layer layer, Translation ours) {
    if (layer.getConstraints() != null && !layer.getConstraints().isEmpty()) {
      ours.refuse("constraints of parameters have no equal here");
    }
    if (layer instanceof BaseLayer base && base.getWeightNoise() != null) {
      ours.refuse("weight noise has no equal here");
    }
    IDropout dropout = layer.getIDropout();
    if (dropout instanceof org.deeplearning4j.nn.conf.dropout.Dropout plain
        && plain.getPSchedule() == null) {
      if (plain.getP() < 1 && plain.getP() > 0) {
        ours.add("dropout", new Dropout(1 - plain.getP()));
      }
    } else if (dropout != null) {
      ours.refuse(dropout.getClass().getSimpleName() + " of the input has no equal here");
    }
  }
}
