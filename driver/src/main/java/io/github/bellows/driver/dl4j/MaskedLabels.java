package io.github.bellows.driver.dl4j;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Labels with NaN where a mask says that there is nothing to learn, and behind the ends of
 * sequences.
 */
final class MaskedLabels {
  private static final int SEQUENCE = 3;

  private MaskedLabels() {}

  /**
   * Returns the labels of one output, example by example, each with as many steps as the longest.
   *
   * @param lengths steps of each example; empty if all have all steps
   */
  static double[] of(Examples examples, int output, ExampleSurvey survey, int[] lengths) {
    INDArray labels = examples.labels().get(output);
    double[] values = labels.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    List<INDArray> masks = examples.labelMasks();
    INDArray mask = masks.isEmpty() ? null : masks.get(output);
    if (mask != null && !survey.weighted()) {
      apply(mask, labels, values);
    }
    if (labels.rank() != SEQUENCE) {
      return values;
    }
    int steps = Math.toIntExact(labels.size(2));
    if (mask == null && lengths.length > 0) {
      end(values, lengths, steps);
    }
    return filled(values, steps, Math.toIntExact(survey.outputs().get(output).get(1)));
  }

  /** Takes out what a mask has zeros for: by example, by place, or by number. */
  private static void apply(INDArray mask, INDArray labels, double[] values) {
    int count = Math.toIntExact(labels.size(0));
    int classes = Math.toIntExact(labels.size(1));
    int places = values.length / count / classes;
    double[] ones = mask.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    boolean known =
        ones.length == count || ones.length == count * places || ones.length == values.length;
    if (!known) {
      throw TrainingException.of(
          ErrorCode.BAD_DATA,
          FitText.SOURCE,
          "has a mask of the shape "
              + Arrays.toString(mask.shape())
              + " for labels of the shape "
              + Arrays.toString(labels.shape()),
          "Give a number for each example, for each step, or for each number of the labels");
    }
    for (int i = 0; i < values.length; i++) {
      int example = i / (classes * places);
      int at = i;
      if (ones.length == count) {
        at = example;
      } else if (ones.length == count * places) {
        at = example * places + i % places;
      }
      if (ones[at] == 0) {
        values[i] = Double.NaN;
      }
    }
  }

  private static void end(double[] values, int[] lengths, int steps) {
    int each = values.length / lengths.length;
    for (int i = 0; i < values.length; i++) {
      if (i % steps >= lengths[i / each]) {
        values[i] = Double.NaN;
      }
    }
  }

  /** Returns rows of some steps as rows of more. */
  private static double[] filled(double[] values, int steps, int most) {
    if (steps == most) {
      return values;
    }
    double[] filled = new double[values.length / steps * most];
    Arrays.fill(filled, Double.NaN);
    for (int row = 0; row < values.length / steps; row++) {
      System.arraycopy(values, row * steps, filled, row * most, steps);
    }
    return filled;
  }
}
