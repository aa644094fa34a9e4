package io.github.bellows.worker.task;

import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.loss.Loss;
import io.github.bellows.common.metric.Argmax;
import io.github.bellows.common.metric.ClassificationSums;
import io.github.bellows.common.metric.EvaluationSums;
import io.github.bellows.common.metric.MaskSums;
import io.github.bellows.common.metric.Measure;
import io.github.bellows.common.metric.MultiLabelSums;
import io.github.bellows.common.metric.RegressionSums;
import io.github.bellows.common.model.Network;
import io.github.bellows.worker.engine.EvaluatedBatch;

/**
 * How one output of a network is measured.
 *
 * @param output the output
 * @param index its place among the outputs
 * @param label the place of its label among the labels
 * @param measure what it is measured by
 */
record OutputMeasurement(Network.Output output, int index, int label, Measure measure) {
  /** Labels of logits are probabilities; above this one the answer is yes. */
  private static final double HALF = 0.5;

  /**
   * Returns the sums over the samples of a batch.
   *
   * @param factor of every loss
   */
  EvaluationSums sums(SampleBatch batch, EvaluatedBatch evaluated, double factor) {
    float[] outputs = evaluated.outputs()[index];
    double[] losses = new double[batch.size()];
    for (int sample = 0; sample < losses.length; sample++) {
      losses[sample] = factor * evaluated.losses()[index][sample];
    }
    return switch (measure) {
      case CLASSES -> classes(batch, outputs, losses, evaluated.weights());
      case MASKS -> masks(batch, outputs, losses, evaluated.weights());
      case ANSWERS -> answers(batch, outputs, losses, evaluated.weights());
      case VALUES -> values(batch, outputs, losses, evaluated.weights());
    };
  }

  private EvaluationSums classes(
      SampleBatch batch, float[] outputs, double[] losses, float[] weights) {
    int width = output.width();
    ClassificationSums sums = new ClassificationSums(isSigned() ? 2 : width);
    boolean indices = batch.schema().label(label).isClasses();
    float[] targets = indices ? new float[0] : targets(batch);
    for (int sample = 0; sample < losses.length; sample++) {
      int actual =
          indices
              ? (int) batch.classes(label).get(sample)
              : Argmax.of(targets, sample * width, width);
      sums.add(actual, predictedClass(outputs, sample * width), losses[sample], weights[sample]);
    }
    return sums;
  }

  /** Returns whether the sign of a single logit or score decides between two classes. */
  private boolean isSigned() {
    return output.width() == 1 && output.spec().loss().prediction() != Loss.Prediction.CLASSES;
  }

  private int predictedClass(float[] outputs, int from) {
    if (isSigned()) {
      return outputs[from] > 0 ? 1 : 0;
    }
    return Argmax.of(outputs, from, output.width());
  }

  private EvaluationSums masks(
      SampleBatch batch, float[] outputs, double[] losses, float[] weights) {
    int classes = output.shape().size(0);
    int places = output.width() / classes;
    MaskSums sums = new MaskSums(classes);
    for (int sample = 0; sample < losses.length; sample++) {
      for (int place = 0; place < places; place++) {
        int actual = (int) batch.classes(label).get(sample * places + place);
        int first = sample * output.width() + place;
        sums.addPlace(actual, Argmax.of(outputs, first, classes, places));
      }
      sums.addSample(losses[sample], weights[sample]);
    }
    return sums;
  }

  private EvaluationSums answers(
      SampleBatch batch, float[] outputs, double[] losses, float[] weights) {
    int width = output.width();
    boolean logits = output.spec().loss().prediction() == Loss.Prediction.PROBABILITIES;
    double yes = logits ? HALF : 0;
    MultiLabelSums sums = new MultiLabelSums(width);
    float[] targets = targets(batch);
    for (int sample = 0; sample < losses.length; sample++) {
      for (int i = 0; i < width; i++) {
        int at = sample * width + i;
        sums.addLabel(i, targets[at] > yes, outputs[at] > 0);
      }
      sums.addSample(losses[sample], weights[sample]);
    }
    return sums;
  }

  private EvaluationSums values(
      SampleBatch batch, float[] outputs, double[] losses, float[] weights) {
    RegressionSums sums = new RegressionSums(output.width());
    float[] targets = targets(batch);
    float[] predicted = outputs;
    if (output.spec().loss().prediction() == Loss.Prediction.PROBABILITIES) {
      predicted = new float[targets.length];
      for (int i = 0; i < predicted.length; i++) {
        predicted[i] = (float) (1 / (1 + Math.exp(-outputs[i])));
      }
    }
    for (int sample = 0; sample < losses.length; sample++) {
      sums.add(targets, predicted, sample * output.width(), losses[sample], weights[sample]);
    }
    return sums;
  }

  private static void requireAll(float[] targets) {
    for (float target : targets) {
      if (Float.isNaN(target)) {
        throw TrainingException.of(
            ErrorCode.BAD_DATA,
            "data.label.missing = skip",
            "numbers that are missing can be left out in training, but not be measured",
            "Validate and evaluate with data that has all of them");
      }
    }
  }

  private float[] targets(SampleBatch batch) {
    float[] targets = new float[batch.size() * output.width()];
    batch.targets(label).get(0, targets);
    if (batch.schema().label(label) instanceof Label.Values values && values.gaps()) {
      requireAll(targets);
    }
    return targets;
  }
}
