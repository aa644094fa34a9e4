package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What an output is compared with, for the samples of one batch.
 *
 * @param classes class indices, {@code length} per sample; null if the label holds numbers
 * @param numbers likewise; null if it holds classes
 * @param length how many a sample has
 * @param gaps whether numbers may be missing
 */
record Dl4jTruth(
    @Nullable LongBuffer classes, @Nullable FloatBuffer numbers, int length, boolean gaps) {
  /** Creates labels none of which is missing. */
  Dl4jTruth(@Nullable LongBuffer classes, @Nullable FloatBuffer numbers, int length) {
    this(classes, numbers, length, false);
  }

  /**
   * Returns one of a batch's labels as a view of its memory.
   *
   * @param index counted from 0
   */
  static Dl4jTruth of(SampleBatch batch, int index) {
    Label label = batch.schema().label(index);
    int length = label.length(batch.schema().elements());
    boolean gaps = label instanceof Label.Values values && values.gaps();
    return label.isClasses()
        ? new Dl4jTruth(batch.classes(index), null, length)
        : new Dl4jTruth(null, batch.targets(index), length, gaps);
  }

  /** Returns whether the label holds class indices. */
  boolean hasClasses() {
    return classes != null;
  }

  /**
   * Returns one of a sample's class indices.
   *
   * @throws IllegalStateException if the label holds numbers
   */
  int classOf(int sample, int place) {
    if (classes == null) {
      throw new IllegalStateException("this output's labels are numbers");
    }
    return (int) classes.get(sample * length + place);
  }

  /** Returns whether one of a sample's numbers is missing. */
  boolean isAbsent(int sample, int element) {
    return gaps && numbers != null && Float.isNaN(numbers.get(sample * length + element));
  }

  /** Returns one of a sample's numbers, or class indices. */
  double number(int sample, int element) {
    return numbers == null ? classOf(sample, element) : numbers.get(sample * length + element);
  }

  /**
   * Returns a number that is a probability.
   *
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) if it is outside [0, 1]
   */
  double probability(int sample, int element) {
    double number = number(sample, element);
    if (!(number >= 0 && number <= 1)) {
      throw bad("binaryCrossEntropy", "numbers in [0, 1], or two classes", number);
    }
    return number;
  }

  /**
   * Returns −1 or 1: classes 0 and 1, or a number itself.
   *
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) if it is neither
   */
  double sign(int sample, int element) {
    double number = number(sample, element);
    double sign = hasClasses() ? 2 * number - 1 : number;
    if (Math.abs(sign) != 1) {
      throw bad("hinge", "-1 and 1, or two classes", number);
    }
    return sign;
  }

  private static TrainingException bad(String loss, String needs, double number) {
    return TrainingException.of(
        ErrorCode.BAD_DATA,
        "model.loss = " + loss,
        "needs labels that are " + needs + ", but gets " + number,
        "Scale or correct the labels, or choose another loss");
  }
}
