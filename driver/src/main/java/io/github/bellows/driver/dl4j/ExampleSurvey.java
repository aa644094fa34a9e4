package io.github.bellows.driver.dl4j;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.FirstCause;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Network;
import io.github.bellows.worker.task.JavaBytes;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.api.java.JavaRDD;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the examples of an RDD are like, in their order of dimensions, without the examples: [..]
 * features, [features, steps] sequences, [channels, height, width] images.
 *
 * @param inputs sizes of the features, by input; of sequences the most steps of any
 * @param outputs sizes of the labels, by output
 * @param lengths whether sequences of features end before the last step
 * @param masks what there is of masks of labels
 */
record ExampleSurvey(
    List<List<Long>> inputs, List<List<Long>> outputs, boolean lengths, LabelMasks masks)
    implements Serializable {
  private static final int SEQUENCE = 2;

  /**
   * Returns the survey of an RDD.
   *
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) if it is empty, or examples differ in
   *     more than the number of steps
   */
  static ExampleSurvey of(JavaRDD<Examples> examples) {
    List<byte[]> parts = collected(examples);
    return JavaBytes.read(parts, ExampleSurvey.class).stream()
        .reduce(ExampleSurvey::with)
        .orElseThrow(
            () ->
                TrainingException.of(
                    ErrorCode.BAD_DATA, FitText.SOURCE, "is empty", "Give at least one example"));
  }

  private static List<byte[]> collected(JavaRDD<Examples> examples) {
    try {
      return examples
          .mapPartitions(
              some -> {
                ExampleSurvey all = null;
                while (some.hasNext()) {
                  ExampleSurvey next = of(some.next());
                  all = all == null ? next : all.with(next);
                }
                return all == null
                    ? List.<byte[]>of().iterator()
                    : List.of(JavaBytes.write(all)).iterator();
              })
          .collect();
    } catch (Exception failure) {
      TrainingException own = TrainingException.findIn(failure);
      throw own != null
          ? own
          : new TrainingException(
              ErrorCode.BAD_DATA,
              FitText.SOURCE
                  + ": cannot be computed ("
                  + FirstCause.line(failure)
                  + "). Correct what makes it.",
              failure);
    }
  }

  /** Returns the survey of some examples. */
  static ExampleSurvey of(Examples examples) {
    return new ExampleSurvey(
        sizes(examples.features()),
        sizes(examples.labels()),
        !examples.featureMasks().isEmpty(),
        LabelMasks.of(examples));
  }

  /** Returns whether labels are sequences, with something to learn at each step. */
  boolean stepwise() {
    return outputs.stream().anyMatch(sizes -> sizes.size() == SEQUENCE);
  }

  /** Returns the steps of the longest sequence of features; 0 if there are none. */
  long steps() {
    return inputs.stream()
        .filter(sizes -> sizes.size() == SEQUENCE)
        .mapToLong(sizes -> sizes.get(1))
        .max()
        .orElse(0);
  }

  /** Returns whether examples have weights. */
  boolean weighted() {
    return masks.weights();
  }

  /** Returns whether some labels are not to be learned. */
  boolean gaps() {
    return masks.any() && !weighted() || lengths && stepwise();
  }

  private static List<List<Long>> sizes(List<INDArray> arrays) {
    List<List<Long>> sizes = new ArrayList<>();
    for (INDArray array : arrays) {
      sizes.add(new ArrayList<>(Arrays.stream(array.shape()).skip(1).boxed().toList()));
    }
    return sizes;
  }

  private ExampleSurvey with(ExampleSurvey other) {
    boolean longer = !inputs.equals(other.inputs);
    boolean shorterLabels = !outputs.equals(other.outputs);
    return new ExampleSurvey(
        joined("features", inputs, other.inputs),
        joined("labels", outputs, other.outputs),
        lengths || other.lengths || longer || shorterLabels,
        masks.with(other.masks));
  }

  private static List<List<Long>> joined(
      String what, List<List<Long>> some, List<List<Long>> others) {
    List<List<Long>> joined = new ArrayList<>();
    for (int i = 0; i < some.size() && some.size() == others.size(); i++) {
      List<Long> sizes = joined(some.get(i), others.get(i));
      if (sizes != null) {
        joined.add(sizes);
      }
    }
    if (joined.size() != some.size() || some.size() != others.size()) {
      throw TrainingException.of(
          ErrorCode.BAD_DATA,
          FitText.SOURCE,
          "has examples with " + what + " of the shapes " + some + " and " + others,
          "Give examples of one shape; sequences alone may differ in their steps");
    }
    return joined;
  }

  private static @Nullable List<Long> joined(List<Long> some, List<Long> others) {
    if (some.equals(others)) {
      return some;
    }
    boolean sequences =
        some.size() == SEQUENCE && others.size() == SEQUENCE && some.get(0).equals(others.get(0));
    return sequences
        ? new ArrayList<>(List.of(some.get(0), Math.max(some.get(1), others.get(1))))
        : null;
  }

  /**
   * Refuses labels of another size than a network makes.
   *
   * @throws TrainingException ({@link ErrorCode#BAD_DATA})
   */
  void requireLabelsOf(Network network) {
    for (int i = 0; i < outputs.size(); i++) {
      long size = outputs.get(i).stream().reduce(1L, Math::multiplyExact);
      Network.Output output = network.outputs().get(i);
      if (size != output.width()) {
        throw TrainingException.of(
            ErrorCode.BAD_DATA,
            FitText.SOURCE,
            "has labels of "
                + size
                + " numbers for "
                + output.spec().layer()
                + ", which makes "
                + output.width(),
            "Give labels of the size that the layer makes");
      }
    }
  }

  /** Returns something of each size. */
  static <T> List<T> each(List<List<Long>> sizes, Function<List<Long>, T> what) {
    return sizes.stream().map(what).toList();
  }
}
