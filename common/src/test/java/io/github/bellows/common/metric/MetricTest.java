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
    MaskSums masks = new MaskSums(2);
    masks.addPlace(0, 0);
    masks.addSample(1, 1);
    assertThat(masks.result().scalars()).containsOnlyKeys(keys(Measure.MASKS.metrics()));
    MultiLabelSums answers = new MultiLabelSums(2);
    answers.addSample(1, 1);
    assertThat(answers.result().scalars()).containsOnlyKeys(keys(Measure.ANSWERS.metrics()));
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
    assertThat(Evaluation.lowerIsBetter("meanIoU")).isFalse();
    assertThat(Evaluation.lowerIsBetter("out.loss")).isTrue();
    assertThat(Evaluation.lowerIsBetter("loss.accuracy")).isFalse();
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
