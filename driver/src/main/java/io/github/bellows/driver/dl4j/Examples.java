package io.github.bellows.driver.dl4j;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
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
  static Examples of(DataSet set) {
    return new Examples(
        List.of(set.getFeatures()),
        List.of(set.getLabels()),
        set.getFeaturesMaskArray() == null ? List.of() : List.of(set.getFeaturesMaskArray()),
        set.getLabelsMaskArray() == null ? List.of() : List.of(set.getLabelsMaskArray()));
  }

  /** Returns the examples of a set with several inputs or outputs. */
  static Examples of(MultiDataSet set) {
    return new Examples(
        Arrays.asList(set.getFeatures()),
        Arrays.asList(set.getLabels()),
        present(set.getFeaturesMaskArrays()),
        present(set.getLabelsMaskArrays()));
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
