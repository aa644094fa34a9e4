package io.github.bellows.common.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MultiOutputSumsTest {
  private static MultiOutputSums sums(int classes) {
    return new MultiOutputSums(
        List.of(
            new MultiOutputSums.Part("kind", 1, new ClassificationSums(classes)),
            new MultiOutputSums.Part("price", 0.5, new RegressionSums(1))));
  }

  private static void add(MultiOutputSums sums, int label, float target, double weight) {
    MultiOutputSums.Part[] parts = sums.parts().toArray(MultiOutputSums.Part[]::new);
    ((ClassificationSums) parts[0].sums()).add(label, 0, weight * 2, weight);
    ((RegressionSums) parts[1].sums())
        .add(new float[] {target}, new float[] {3}, 0, weight * 8, weight);
  }

  @Test
  void theLossIsTheWeightedSumAndEachOutputKeepsItsFigures() {
    MultiOutputSums sums = sums(2);
    add(sums, 0, 3, 1);
    MultiOutputSums more = sums(2);
    add(more, 1, 5, 3);
    sums.merge(more);
    // Every sample has losses 2 and 8, so both means are 2 and 8, whatever the weights.
    assertThat(sums.count()).isEqualTo(2);
    assertThat(sums.weightSum()).isEqualTo(4);
    assertThat(sums.lossSum()).isEqualTo(4 * (2 + 0.5 * 8));
    MultiOutputEvaluation result = sums.result();
    assertThat(result.loss()).isEqualTo(6);
    assertThat(result.count()).isEqualTo(2);
    assertThat(result.scalars())
        .containsOnlyKeys(
            "loss",
            "kind.loss",
            "kind.accuracy",
            "kind.macroPrecision",
            "kind.macroRecall",
            "kind.macroF1",
            "price.loss",
            "price.meanAbsoluteError",
            "price.rootMeanSquaredError",
            "price.r2")
        .containsEntry("loss", 6.0)
        .containsEntry("kind.loss", 2.0)
        .containsEntry("price.loss", 8.0)
        .containsEntry("kind.accuracy", 0.5)
        .containsEntry("price.meanAbsoluteError", 1.0);
    assertThat(result.value("kind.accuracy")).isEqualTo(0.5);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> sums(2).merge(sums(3))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sums(2).merge(new ClassificationSums(2)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MultiOutputSums(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
