package io.github.bellows.driver.dl4j;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/**
 * A network that is trained on both sides.
 *
 * @param name what tests call it
 * @param shape of the features of an example
 * @param lanes that compute it: with one lane, means over a batch are theirs
 */
record FitCase(String name, MultiLayerConfiguration conf, long[] shape, int lanes) {
  @Override
  public String toString() {
    return name;
  }
}
