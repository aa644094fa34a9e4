package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.model.Network;
import io.github.bellows.worker.engine.EvaluatedBatch;
import io.github.bellows.worker.engine.LossSum;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a network is trained to lower: the losses of its outputs, each times its weight. */
final class Dl4jObjective {
  private final List<Network.Output> outputs;
  private final List<Dl4jLosses.SampleLoss> losses;

  Dl4jObjective(Network network) {
    outputs = network.outputs();
    losses =
        outputs.stream()
            .map(output -> Dl4jLosses.of(output.spec().loss(), output.shape()))
            .toList();
  }

  /**
   * A batch's loss and where it leads.
   *
   * @param sum loss and weight
   * @param derivatives of the loss by each output, in the outputs' shapes
   */
  record Judged(LossSum sum, List<INDArray> derivatives) {}

  /**
   * Judges a batch's outputs.
   *
   * @throws io.github.bellows.common.error.TrainingException if a label breaks its loss's rule
   */
  Judged judge(List<INDArray> values, Dl4jTargets targets) {
    double loss = 0;
    List<INDArray> derivatives = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      double factor = outputs.get(i).spec().weight();
      Dl4jTruth truth = targets.truths().get(i);
      Dl4jLosses.SampleLoss own = loss(i, targets);
      float[] flat = elements(values.get(i));
      float[] slopes = new float[flat.length];
      double[] row = new double[outputs.get(i).width()];
      double[] slope = new double[row.length];
      for (int sample = 0; sample < targets.samples(); sample++) {
        double scale = factor * targets.weight(sample);
        read(flat, sample, row);
        loss += scale * own.of(row, truth, sample, slope);
        for (int k = 0; k < slope.length; k++) {
          slopes[sample * slope.length + k] = (float) (scale * slope[k]);
        }
      }
      derivatives.add(Nd4j.createFromArray(slopes).reshape(values.get(i).shape()));
    }
    double weight = 0;
    for (int sample = 0; sample < targets.samples(); sample++) {
      weight += weight(targets, sample);
    }
    return new Judged(new LossSum(loss, weight), derivatives);
  }

  /** Writes outputs, losses and weights of each sample. */
  void evaluate(List<INDArray> values, Dl4jTargets targets, EvaluatedBatch target) {
    for (int i = 0; i < outputs.size(); i++) {
      Dl4jTruth truth = targets.truths().get(i);
      Dl4jLosses.SampleLoss own = loss(i, targets);
      float[] flat = elements(values.get(i));
      System.arraycopy(flat, 0, target.outputs()[i], 0, flat.length);
      double[] row = new double[outputs.get(i).width()];
      double[] slope = new double[row.length];
      for (int sample = 0; sample < targets.samples(); sample++) {
        read(flat, sample, row);
        double loss = own.of(row, truth, sample, slope);
        target.losses()[i][sample] = (float) (targets.weight(sample) * loss);
        target.weights()[sample] = (float) weight(targets, sample);
      }
    }
  }

  /** Returns the loss of an output; of samples that are mixed, the mixture's. */
  private Dl4jLosses.SampleLoss loss(int output, Dl4jTargets targets) {
    Dl4jTargets.Mixture mixture = targets.mixture();
    Dl4jLosses.SampleLoss own = losses.get(output);
    return mixture == null || !targets.truths().get(output).hasClasses()
        ? own
        : new Dl4jMixedLoss(own, mixture);
  }

  /** Returns a sample's weight: of an only output, its loss may have one, too. */
  private double weight(Dl4jTargets targets, int sample) {
    double own = outputs.size() == 1 ? loss(0, targets).weight(targets.truths().get(0), sample) : 1;
    return own * targets.weight(sample);
  }

  /** Writes what one output means in prediction. */
  void predict(int output, INDArray value, float[] target) {
    float[] flat = elements(value);
    switch (outputs.get(output).spec().loss().prediction()) {
      case CLASSES -> softmax(flat, outputs.get(output), target);
      case PROBABILITIES -> {
        for (int k = 0; k < flat.length; k++) {
          target[k] = (float) (1 / (1 + Math.exp(-flat[k])));
        }
      }
      case SCORES, VALUES -> System.arraycopy(flat, 0, target, 0, flat.length);
    }
  }

  private static void softmax(float[] flat, Network.Output output, float[] target) {
    int width = output.width();
    int classes = output.shape().size(0);
    int places = width / classes;
    for (int first = 0; first < flat.length; first += width) {
      for (int place = 0; place < places; place++) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
          largest = Math.max(largest, flat[first + c * places + place]);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
          sum += Math.exp(flat[first + c * places + place] - largest);
        }
        for (int c = 0; c < classes; c++) {
          int at = first + c * places + place;
          target[at] = (float) (Math.exp(flat[at] - largest) / sum);
        }
      }
    }
  }

  private static void read(float[] flat, int sample, double[] row) {
    for (int k = 0; k < row.length; k++) {
      row[k] = flat[sample * row.length + k];
    }
  }

  /** Returns the elements in the order of their indices. */
  private static float[] elements(INDArray value) {
    return value.dup('c').data().asFloat();
  }
}
