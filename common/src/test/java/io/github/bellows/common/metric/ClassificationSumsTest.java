package io.github.bellows.common.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassificationSumsTest {
  private static final Offset<Double> ROUNDING = within(1e-15);

  @ParameterizedTest
  @ValueSource(strings = {"noisy", "neverPredictedAndAbsent", "oneSample"})
  void agreesWithScikitLearn(String name) throws IOException {
    JsonNode expected = Golden.read("classification").required(name);
    int[] labels = Golden.ints(expected.get("labels"));
    int[] predicted = Golden.ints(expected.get("predicted"));
    ClassificationSums sums = new ClassificationSums(expected.get("classes").intValue());
    for (int i = 0; i < labels.length; i++) {
      sums.add(labels[i], predicted[i], 0);
    }
    ClassificationEvaluation result = sums.result();
    for (String metric : List.of("accuracy", "macroPrecision", "macroRecall", "macroF1")) {
      assertThat(result.value(metric))
          .as(metric)
          .isCloseTo(expected.get(metric).doubleValue(), ROUNDING);
    }
    for (int c = 0; c < sums.confusion().length; c++) {
      assertThat(result.precision().get(c))
          .isCloseTo(expected.get("precision").get(c).doubleValue(), ROUNDING);
      assertThat(result.recall().get(c))
          .isCloseTo(expected.get("recall").get(c).doubleValue(), ROUNDING);
      assertThat(result.f1().get(c)).isCloseTo(expected.get("f1").get(c).doubleValue(), ROUNDING);
    }
    assertThat(result.confusion())
        .hasToString(expected.get("confusion").toString().replace(",", ", "));
  }

  @Test
  void mergesToTheSumsOverAll() {
    ClassificationSums all = new ClassificationSums(3);
    ClassificationSums left = new ClassificationSums(3);
    ClassificationSums right = new ClassificationSums(3);
    for (int i = 0; i < 20; i++) {
      all.add(i % 3, i % 2, i);
      (i < 7 ? left : right).add(i % 3, i % 2, i);
    }
    left.merge(right);
    left.merge(new ClassificationSums(3));
    assertThat(left.result()).isEqualTo(all.result());
    assertThat(left.count()).isEqualTo(20);
    assertThat(left.lossSum()).isEqualTo(190);
    assertThat(left.result().loss()).isEqualTo(9.5);
    assertThat(right.count()).isEqualTo(13);
  }

  @Test
  void aWeightIsTheLossesAlone() {
    ClassificationSums sums = new ClassificationSums(2);
    sums.add(0, 0, 3 * 2.0, 3);
    sums.add(0, 1, 1 * 6.0, 1);
    assertThat(sums.weightSum()).isEqualTo(4);
    assertThat(sums.result().loss()).isEqualTo(3);
    assertThat(sums.result().accuracy()).isEqualTo(0.5);
  }

  @Test
  void crossesToAnotherProcess() throws IOException, ClassNotFoundException {
    ClassificationSums sums = new ClassificationSums(2);
    sums.add(0, 1, 0.75);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(sums);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(((EvaluationSums) in.readObject()).result()).isEqualTo(sums.result());
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    ClassificationSums sums = new ClassificationSums(2);
    assertThatThrownBy(() -> sums.merge(new ClassificationSums(3)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sums.merge(new RegressionSums(2)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(sums::result).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> sums.add(2, 0, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new ClassificationSums(0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
