package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * What a batch says that one output should be.
 *
 * @param values int64 class indices or fp32 numbers, [samples, length of the label]
 * @param areClasses which of the two
 * @param absent which numbers are missing, in the shape of the values, which are 1 there; null for
 *     none
 */
record TorchLabels(Tensor values, boolean areClasses, @Nullable Tensor absent) {
  /** Creates labels none of which is missing. */
  TorchLabels(Tensor values, boolean areClasses) {
    this(values, areClasses, null);
  }

  /**
   * Returns one of a batch's labels as a view of its memory.
   *
   * @param index counted from 0
   */
  static TorchLabels of(SampleBatch batch, int index) {
    Label label = batch.schema().label(index);
    long[] sizes = {batch.size(), label.length(batch.schema().elements())};
    if (label.isClasses()) {
      TensorOptions options = new TensorOptions(torch.ScalarType.Long);
      LongPointer classes = new LongPointer(batch.classes(index));
      return new TorchLabels(torch.from_blob(classes, sizes, options), true);
    }
    Tensor numbers = torch.from_blob(new FloatPointer(batch.targets(index)), sizes);
    if (label instanceof Label.Values given && given.gaps()) {
      Tensor absent = numbers.isnan();
      // 1 is what every loss takes: a number, a probability and a sign.
      return new TorchLabels(numbers.masked_fill(absent, new Scalar(1f)), false, absent);
    }
    return new TorchLabels(numbers, false);
  }

  /** Returns the labels of other rows, by row. */
  TorchLabels of(Tensor rows) {
    return new TorchLabels(
        values.index_select(0, rows),
        areClasses,
        absent == null ? null : absent.index_select(0, rows));
  }

  /**
   * Returns the class indices, int64.
   *
   * @throws IllegalStateException if the labels are numbers
   */
  Tensor indices() {
    if (!areClasses) {
      throw new IllegalStateException("this output's labels are numbers");
    }
    return values;
  }

  /** Returns the labels as numbers of the output's type: themselves, or the class indices. */
  Tensor numbers(Tensor output) {
    return values.to(output);
  }

  /**
   * Returns the labels as probabilities.
   *
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) if one is outside [0, 1]
   */
  Tensor probabilities(Tensor output) {
    Tensor numbers = numbers(output);
    if (numbers.min().item_double() < 0 || numbers.max().item_double() > 1) {
      throw bad("binaryCrossEntropy", "numbers in [0, 1], or two classes", numbers);
    }
    return numbers;
  }

  /**
   * Returns the labels as −1 and 1: classes 0 and 1, or themselves.
   *
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) if one is neither
   */
  Tensor signs(Tensor output) {
    Tensor numbers = numbers(output);
    Tensor signs = areClasses ? numbers.mul(new Scalar(2.0)).sub(new Scalar(1.0)) : numbers;
    if (signs.abs().ne(new Scalar(1.0)).any().item_bool()) {
      throw bad("hinge", "-1 and 1, or two classes", numbers);
    }
    return signs;
  }

  private static TrainingException bad(String loss, String needs, Tensor numbers) {
    return TrainingException.of(
        ErrorCode.BAD_DATA,
        "model.loss = " + loss,
        "needs labels that are "
            + needs
            + ", but gets numbers from "
            + numbers.min().item_double()
            + " to "
            + numbers.max().item_double(),
        "Scale or correct the labels, or choose another loss");
  }
}
