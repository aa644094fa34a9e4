package io.github.bellows.common.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultiLabelSumsTest {
  private static final Offset<Double> ROUNDING = within(1e-15);

  private static MultiLabelSums sums(JsonNode expected, int from, int to) {
    MultiLabelSums sums = new MultiLabelSums(expected.get("positives").size());
    for (int sample = from; sample < to; sample++) {
      int[] labels = Golden.ints(expected.get("labels").get(sample));
      int[] predicted = Golden.ints(expected.get("predicted").get(sample));
      for (int label = 0; label < labels.length; label++) {
        sums.addLabel(label, labels[label] == 1, predicted[label] == 1);
      }
      sums.addSample(0.25, 1);
    }
    return sums;
  }

  @ParameterizedTest
  @ValueSource(strings = {"noisy", "neverSaidAndNeverSo"})
  void agreesWithScikitLearnInOnePieceAndInTwo(String name) throws IOException {
    JsonNode expected = Golden.read("answers").required(name);
    int samples = expected.get("labels").size();
    MultiLabelSums merged = sums(expected, 0, 1);
    merged.merge(sums(expected, 1, samples));
    assertThat(merged.result()).isEqualTo(sums(expected, 0, samples).result());
    MultiLabelEvaluation result = merged.result();
    assertThat(result.count()).isEqualTo(samples);
    assertThat(result.loss()).isEqualTo(0.25);
    for (String metric : List.of("accuracy", "macroPrecision", "macroRecall", "macroF1")) {
      assertThat(result.value(metric))
          .as(metric)
          .isCloseTo(expected.get(metric).doubleValue(), ROUNDING);
    }
    for (int label = 0; label < result.positives().size(); label++) {
      assertThat(result.precision().get(label))
          .isCloseTo(expected.get("precision").get(label).doubleValue(), ROUNDING);
      assertThat(result.recall().get(label))
          .isCloseTo(expected.get("recall").get(label).doubleValue(), ROUNDING);
      assertThat(result.f1().get(label))
          .isCloseTo(expected.get("f1").get(label).doubleValue(), ROUNDING);
      assertThat(result.positives().get(label))
          .isEqualTo(expected.get("positives").get(label).longValue());
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    MultiLabelSums sums = new MultiLabelSums(2);
    assertThatThrownBy(() -> sums.merge(new MultiLabelSums(3)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sums.merge(new RegressionSums(2)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(sums::result).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new MultiLabelSums(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
