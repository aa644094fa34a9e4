package io.github.bellows.driver.ml;

import io.github.bellows.common.data.OutputLabels;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.loss.Loss;
import io.github.bellows.common.model.Network;
import io.github.bellows.driver.run.SavedModel;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * The labels behind the outputs of a network. Where all labels are among 0 to k − 1 for k outputs,
 * label i has place i in vectors of scores, as Spark ML expects, even if some did not occur in
 * training; else places are in the order of the labels.
 *
 * @param labels by place
 * @param places of the outputs; of two classes told apart by one output, those of both
 * @param kind what the outputs are
 */
record ClassLabels(double[] labels, int[] places, Loss.Prediction kind) implements Serializable {
  /**
   * Returns the labels of a model.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if outputs have no label
   */
  static ClassLabels of(SavedModel model) {
    Network.Output output = model.network().outputs().get(0);
    Loss.Prediction kind = output.spec().loss().prediction();
    List<String> names =
        OutputLabels.of(model.network(), model.preprocessing().schema()).classNames().get(0);
    boolean one = output.width() == 1 && kind != Loss.Prediction.CLASSES;
    double[] known = names.stream().mapToDouble(Double::parseDouble).toArray();
    return of(known, one ? 2 : output.width(), kind);
  }

  /**
   * Returns the labels of so many outputs.
   *
   * @param known the labels of the first outputs, ascending
   */
  static ClassLabels of(double[] known, int outputs, Loss.Prediction kind) {
    double[] labels = new double[outputs];
    int[] places = new int[outputs];
    boolean indices =
        Arrays.stream(known).allMatch(x -> x == Math.rint(x) && x >= 0 && x < outputs);
    if (!indices && known.length < outputs) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "network",
          "has " + outputs + " outputs, but the labels are " + Arrays.toString(known),
          "Give it one output per class, or index the labels from 0 with a StringIndexer");
    }
    boolean[] taken = new boolean[outputs];
    for (int i = 0; i < known.length; i++) {
      places[i] = indices ? (int) known[i] : i;
      labels[places[i]] = known[i];
      taken[places[i]] = true;
    }
    int free = 0;
    for (int i = known.length; i < outputs; i++) {
      while (taken[free]) {
        free++;
      }
      places[i] = free;
      labels[free] = free;
      taken[free] = true;
    }
    return new ClassLabels(labels, places, kind);
  }
}
