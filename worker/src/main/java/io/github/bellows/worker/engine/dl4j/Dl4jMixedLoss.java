package io.github.bellows.worker.engine.dl4j;

/**
 * A loss of samples that are compared with the classes of a partner, too: share · own + (1 − share)
 * · other.
 *
 * @param loss what compares
 * @param mixture partners and shares
 */
record Dl4jMixedLoss(Dl4jLosses.SampleLoss loss, Dl4jTargets.Mixture mixture)
    implements Dl4jLosses.SampleLoss {
  @Override
  public double of(double[] outputs, Dl4jTruth truth, int sample, double[] derivative) {
    double[] others = new double[derivative.length];
    double own = loss.of(outputs, truth, sample, derivative);
    double other = loss.of(outputs, truth, partner(sample), others);
    double share = mixture.shares().get(sample);
    for (int i = 0; i < derivative.length; i++) {
      derivative[i] = share * derivative[i] + (1 - share) * others[i];
    }
    return share * own + (1 - share) * other;
  }

  @Override
  public double weight(Dl4jTruth truth, int sample) {
    double share = mixture.shares().get(sample);
    return share * loss.weight(truth, sample) + (1 - share) * loss.weight(truth, partner(sample));
  }

  private int partner(int sample) {
    return (int) mixture.partners().get(sample);
  }
}
