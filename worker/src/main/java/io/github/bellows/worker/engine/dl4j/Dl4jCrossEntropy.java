package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.model.Shape;

/**
 * {@link CrossEntropy} of one sample: the mean over the places of an output [classes, …places].
 *
 * @param spec class weights and smoothing
 * @param shape of the output
 */
record Dl4jCrossEntropy(CrossEntropy spec, Shape shape) implements Dl4jLosses.SampleLoss {
  private int classes() {
    return shape.size(0);
  }

  private int places() {
    return (int) (shape.elements() / classes());
  }

  private double classWeight(int index) {
    return spec.classWeights().isEmpty() ? 1 : spec.classWeights().get(index);
  }

  @Override
  public double weight(Dl4jTruth truth, int sample) {
    if (!truth.hasClasses() || spec.classWeights().isEmpty()) {
      return 1;
    }
    double sum = 0;
    for (int place = 0; place < places(); place++) {
      sum += classWeight(truth.classOf(sample, place));
    }
    return sum / places();
  }

  @Override
  public double of(double[] outputs, Dl4jTruth truth, int sample, double[] derivative) {
    double sum = 0;
    for (int place = 0; place < places(); place++) {
      sum += at(place, outputs, truth, sample, derivative);
    }
    return sum / places();
  }

  /** Returns the error of one place and writes the sample's derivative by that place's outputs. */
  private double at(int place, double[] outputs, Dl4jTruth truth, int sample, double[] derivative) {
    int places = places();
    for (int c = 0; c < classes(); c++) {
      derivative[c * places + place] = 0;
    }
    if (isAbsent(truth, sample, place)) {
      return 0;
    }
    double normalizer = logOfSum(place, outputs);
    double error = 0;
    double mass = 0;
    for (int c = 0; c < classes(); c++) {
      double target = target(truth, sample, c, place);
      error -= target * (outputs[c * places + place] - normalizer);
      mass += target;
    }
    for (int c = 0; c < classes(); c++) {
      int at = c * places + place;
      double probability = Math.exp(outputs[at] - normalizer);
      derivative[at] = (mass * probability - target(truth, sample, c, place)) / places;
    }
    return error;
  }

  /** Returns whether a place has no label: it lacks the share of a class. */
  private boolean isAbsent(Dl4jTruth truth, int sample, int place) {
    for (int c = 0; c < classes() && !truth.hasClasses(); c++) {
      if (truth.isAbsent(sample, c * places() + place)) {
        return true;
      }
    }
    return false;
  }

  /** Returns log Σ exp(x) over the classes at one place. */
  private double logOfSum(int place, double[] outputs) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes(); c++) {
      largest = Math.max(largest, outputs[c * places() + place]);
    }
    double sum = 0;
    for (int c = 0; c < classes(); c++) {
      sum += Math.exp(outputs[c * places() + place] - largest);
    }
    return largest + Math.log(sum);
  }

  /** Returns the factor of −log p of a class: smoothed target × weight. */
  private double target(Dl4jTruth truth, int sample, int c, int place) {
    double smoothing = spec.labelSmoothing();
    if (!truth.hasClasses()) {
      double share = truth.number(sample, c * places() + place);
      return classWeight(c) * ((1 - smoothing) * share + smoothing / classes());
    }
    int right = truth.classOf(sample, place);
    double own = c == right ? (1 - smoothing) * classWeight(right) : 0;
    return own + classWeight(c) * smoothing / classes();
  }
}
