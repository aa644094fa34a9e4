package io.github.bellows.common.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegressionSumsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "smooth",
        "twoOutputs",
        "farFromZero",
        "worseThanTheMean",
        "constantTargetMissed",
        "constantTargetMet"
      })
  void agreesWithScikitLearnInOnePieceAndInThree(String name) throws IOException {
    JsonNode expected = Golden.read("regression").required(name);
    int outputs = expected.get("outputs").intValue();
    float[] target = Golden.floats(expected.get("target"));
    float[] predicted = Golden.floats(expected.get("predicted"));
    int samples = target.length / outputs;
    RegressionSums merged = new RegressionSums(outputs);
    for (int[] part : new int[][] {{0, 1}, {1, 1}, {1, 3}, {3, samples}}) {
      merged.merge(sums(outputs, target, predicted, part[0], part[1]));
    }
    for (RegressionSums sums : List.of(sums(outputs, target, predicted, 0, samples), merged)) {
      RegressionEvaluation result = sums.result();
      assertThat(result.count()).isEqualTo(samples);
      for (String metric : List.of("meanAbsoluteError", "rootMeanSquaredError", "r2")) {
        assertThat(result.value(metric))
            .as(metric)
            .isCloseTo(expected.get(metric).doubleValue(), within(1e-10));
      }
    }
  }

  private static RegressionSums sums(
      int outputs, float[] target, float[] predicted, int from, int to) {
    RegressionSums sums = new RegressionSums(outputs);
    for (int sample = from; sample < to; sample++) {
      sums.add(target, predicted, sample * outputs, 0);
    }
    return sums;
  }

  @Test
  void averagesTheLoss() {
    RegressionSums sums = new RegressionSums(1);
    sums.add(new float[] {1}, new float[] {2}, 0, 0.5);
    sums.add(new float[] {1}, new float[] {2}, 0, 1.0);
    assertThat(sums.lossSum()).isEqualTo(1.5);
    assertThat(sums.result().value("loss")).isEqualTo(0.75);
  }

  @Test
  void aWeightIsTheLossesAlone() {
    RegressionSums sums = new RegressionSums(1);
    sums.add(new float[] {1}, new float[] {1}, 0, 3 * 2.0, 3);
    sums.add(new float[] {1}, new float[] {2}, 0, 1 * 6.0, 1);
    assertThat(sums.result().loss()).isEqualTo(3);
    assertThat(sums.result().meanAbsoluteError()).isEqualTo(0.5);
  }

  @Test
  void refusesWhatDoesNotFit() {
    RegressionSums sums = new RegressionSums(2);
    assertThatThrownBy(() -> sums.merge(new RegressionSums(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sums.merge(new ClassificationSums(2)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(sums::result).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new RegressionSums(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
