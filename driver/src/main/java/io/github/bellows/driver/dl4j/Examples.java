package io.github.bellows.driver.dl4j;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Some examples of theirs, each array with the examples as its first dimension.
 *
 * @param features by input of the network
 * @param labels by output
 * @param featureMasks by input, or empty
 * @param labelMasks by output, or empty
 */
record Examples(
    List<INDArray> features,
    List<INDArray> labels,
    List<INDArray> featureMasks,
    List<INDArray> labelMasks)
    implements Serializable {
  /** Returns the examples of a set with one input and output. */
  static Examples of(@Nullable DataSet set) {
    if (set == null) {
      throw lacking("an element that is null");
    }
    return new Examples(
        all("features", set.getFeatures()),
        all("labels", set.getLabels()),
        set.getFeaturesMaskArray() == null ? List.of() : List.of(set.getFeaturesMaskArray()),
        set.getLabelsMaskArray() == null ? List.of() : List.of(set.getLabelsMaskArray()));
  }

  /** Returns the examples of a set with several inputs or outputs. */
  static Examples of(@Nullable MultiDataSet set) {
    if (set == null) {
      throw lacking("an element that is null");
    }
    return new Examples(
        all("features", set.getFeatures()),
        all("labels", set.getLabels()),
        present(set.getFeaturesMaskArrays()),
        present(set.getLabelsMaskArrays()));
  }

  private static List<INDArray> all(String what, @Nullable INDArray @Nullable ... arrays) {
    if (arrays == null || arrays.length == 0 || Arrays.stream(arrays).anyMatch(Objects::isNull)) {
      throw lacking("an element without " + what);
    }
    return Arrays.stream(arrays).map(Objects::requireNonNull).toList();
  }

  private static TrainingException lacking(String what) {
    return TrainingException.of(
        ErrorCode.BAD_DATA,
        FitText.SOURCE,
        "has " + what,
        "Give features and labels with every example");
  }

  private static List<INDArray> present(INDArray[] masks) {
    return masks == null || Arrays.stream(masks).allMatch(mask -> mask == null)
        ? List.of()
        : Arrays.asList(masks);
  }

  /** Returns how many there are. */
  int count() {
    return Math.toIntExact(features.get(0).size(0));
  }
}
