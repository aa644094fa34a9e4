package io.github.bellows.worker.engine.dl4j;

import org.deeplearning4j.nn.conf.layers.DropoutLayer;

/**
 * Dropout by {@code DropoutLayer} with masks from our own generator.
 *
 * @param rate probability of a zero
 * @param index the layer's place in the network
 */
record Dl4jDropout(double rate, int index) implements Dl4jLayer.Unary {
  @Override
  public String addTo(Dl4jPlan plan, String input) {
    if (rate == 0) {
      return input;
    }
    Dl4jMask mask = new Dl4jMask(rate, index, plan.pass());
    return plan.layer(new DropoutLayer.Builder(mask).build(), input);
  }
}
