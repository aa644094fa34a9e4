package io.github.bellows.common.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MetricTest {
  @Test
  void everyEvaluationHasTheMetricsOfItsKind() {
    ClassificationSums classes = new ClassificationSums(2);
    classes.add(0, 0, 1);
    assertThat(classes.result().scalars()).containsOnlyKeys(keys(Metric.OF_CLASSIFICATION));
    RegressionSums numbers = new RegressionSums(1);
    numbers.add(new float[1], new float[1], 0, 1);
    assertThat(numbers.result().scalars()).containsOnlyKeys(keys(Metric.OF_REGRESSION));
  }

  private static String[] keys(List<Metric> metrics) {
    return metrics.stream().map(Metric::key).toArray(String[]::new);
  }

  @Test
  void knowsWhichWayIsUp() {
    assertThat(Evaluation.lowerIsBetter("loss")).isTrue();
    assertThat(Evaluation.lowerIsBetter("accuracy")).isFalse();
    assertThat(Evaluation.lowerIsBetter("rootMeanSquaredError")).isTrue();
    assertThat(Evaluation.lowerIsBetter("r2")).isFalse();
    assertThatThrownBy(() -> Evaluation.lowerIsBetter("acuracy"))
        .hasMessageContaining("metric = acuracy");
  }

  @Test
  void namesTheMetricsThereAre() {
    RegressionSums sums = new RegressionSums(1);
    sums.add(new float[1], new float[1], 0, 1);
    assertThatThrownBy(() -> sums.result().value("accuracy"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("metric = accuracy")
        .hasMessageContaining("meanAbsoluteError");
  }
}
