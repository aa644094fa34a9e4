package io.github.bellows.worker.engine.dl4j;

import org.deeplearning4j.nn.conf.layers.DropoutLayer;

/**
 * Dropout by {@code DropoutLayer} with masks from our own generator.
 *
 * @param rate probability of a zero
 * @param index the layer's place in the network
 * @param shared how many elements in a row share a draw: 1, or those of a channel
 */
record Dl4jDropout(double rate, int index, long shared) implements Dl4jLayer.Unary {
  @Override
  public String addTo(Dl4jPlan plan, String input) {
    return add(plan, new Dl4jMask(rate, new Dl4jMask.Draws(index, 0, shared), plan.pass()), input);
  }

  /** Adds dropout as one part of a layer that draws more than once. */
  static String add(Dl4jPlan plan, double rate, int index, int part, String input) {
    return add(plan, new Dl4jMask(rate, new Dl4jMask.Draws(index, part, 1), plan.pass()), input);
  }

  private static String add(Dl4jPlan plan, Dl4jMask mask, String input) {
    return mask.rate() == 0 ? input : plan.layer(new DropoutLayer.Builder(mask).build(), input);
  }
}
