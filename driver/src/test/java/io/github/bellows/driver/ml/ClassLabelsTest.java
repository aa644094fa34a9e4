package io.github.bellows.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.loss.Loss;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.junit.jupiter.api.Test;

class ClassLabelsTest {
  private static ClassLabels labels(int outputs, double... known) {
    return ClassLabels.of(known, outputs, Loss.Prediction.CLASSES);
  }

  private static List<Object> values(ClassLabels labels, float... outputs) {
    List<Object> values = new ArrayList<>();
    new ClassOutput(labels, true, true, true).add(outputs, values);
    return values;
  }

  private static double[] vector(Object value) {
    return ((Vector) value).toArray();
  }

  @Test
  void indicesAreTheirOwnPlaces() {
    ClassLabels labels = labels(3, 0, 1, 2);
    assertThat(labels.labels()).containsExactly(0, 1, 2);
    assertThat(labels.places()).containsExactly(0, 1, 2);
  }

  @Test
  void outputsWithoutALabelTakeThePlacesThatAreLeft() {
    ClassLabels labels = labels(4, 1, 3);
    assertThat(labels.places()).containsExactly(1, 3, 0, 2);
    assertThat(labels.labels()).containsExactly(0, 1, 2, 3);
    List<Object> values = values(labels, 0.5f, 0.25f, 0.125f, 0.125f);
    assertThat(vector(values.get(1))).containsExactly(0.125, 0.5, 0.125, 0.25);
    assertThat(values.get(2)).isEqualTo(1.0);
  }

  @Test
  void otherNumbersKeepTheirOrder() {
    ClassLabels labels = labels(3, -1, 0.5, 7);
    assertThat(labels.labels()).containsExactly(-1, 0.5, 7);
    assertThat(values(labels, 0.25f, 0.25f, 0.5f).get(2)).isEqualTo(7.0);
    assertThatThrownBy(() -> labels(3, -1, 1))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "network: has 3 outputs, but the labels are [-1.0, 1.0]. Give it one output per"
                + " class, or index the labels from 0 with a StringIndexer.");
  }

  @Test
  void scoresAreLogarithmsThatAreAlwaysFinite() {
    List<Object> values = values(labels(2, 0, 1), 1, 0);
    // ln of the smallest fp32 number, 2^-149
    assertThat(vector(values.get(0))).containsExactly(new double[] {0, -103.2789}, within(1e-4));
    assertThat(vector(values.get(1))).containsExactly(1, 0);
    assertThat(values.get(2)).isEqualTo(0.0);
  }

  @Test
  void oneOutputStandsForTwoClasses() {
    ClassLabels sure = ClassLabels.of(new double[] {0, 1}, 2, Loss.Prediction.PROBABILITIES);
    assertThat(vector(values(sure, 0.25f).get(1))).containsExactly(0.75, 0.25);
    assertThat(values(sure, 0.5f).get(2)).isEqualTo(0.0);
    assertThat(values(sure, 0.75f).get(2)).isEqualTo(1.0);
    ClassLabels scores = ClassLabels.of(new double[] {-1, 1}, 2, Loss.Prediction.SCORES);
    assertThat(vector(values(scores, -2f).get(0))).containsExactly(2, -2);
    assertThat(values(scores, -2f).get(2)).isEqualTo(-1.0);
  }
}
