package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.error.TrainingException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricNamesTest {
  private static final String TABLE =
      """
      data:
        train: { format: csv, path: t.csv }
        validation: { split: 0.1 }
        %s
      model:
        input: [3]
        layers:
          - dense: { name: hidden, units: 2 }
          - dense: { name: kind, units: 2 }
          - dense: { name: price, units: 2, inputs: [hidden] }
        %s
      training: { earlyStopping: { metric: %s, patience: 1 } }
      """;
  private static final String PAIR =
      "labels: [{ column: kind, kind: class }, { column: price, kind: vector }]";
  private static final String OUTPUTS =
      "outputs: [{ layer: kind, loss: crossEntropy }, { layer: price, loss: %s }]";

  /** Returns the metric of a configuration, or else the message about it. */
  private static String read(String yaml) {
    try {
      EarlyStopping stopping =
          ConfigLoader.load("x.yaml", yaml, Map.of(), List.of())
              .config()
              .training()
              .earlyStopping();
      return stopping == null ? "" : stopping.metric();
    } catch (TrainingException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String several(String loss, String metric) {
    return read(TABLE.formatted(PAIR, OUTPUTS.formatted(loss), metric));
  }

  private static String only(String label, String loss, String metric) {
    return read(
        """
        data:
          train: { format: csv, path: t.csv }
          validation: { split: 0.1 }
          label: { kind: %s }
        model:
          input: [1, 4, 4]
          layers: [conv2d: { filters: 2, kernel: 3 }]
          loss: %s
        training: { earlyStopping: { metric: %s, patience: 1 } }
        """
            .formatted(label, loss, metric));
  }

  @Test
  void theOnlyOutputIsMeasuredByLossAndLabel() {
    assertThat(only("mask", "crossEntropy", "meanIoU")).isEqualTo("meanIoU");
    assertThat(only("vector", "binaryCrossEntropy", "accuracy")).isEqualTo("accuracy");
    assertThat(only("vector", "huber", "r2")).isEqualTo("r2");
    assertThat(only("features", "meanSquaredError", "r2")).isEqualTo("r2");
    assertThat(only("vector", "huber", "accuracy"))
        .isEqualTo(
            "training.earlyStopping.metric = accuracy: is not measured for numbers. Write one of"
                + " loss, meanAbsoluteError, rootMeanSquaredError, r2. (x.yaml:9)");
    assertThat(only("class", "crossEntropy", "meanIoU"))
        .startsWith("training.earlyStopping.metric = meanIoU: is not measured for classes. Write");
    assertThat(only("vector", "binaryCrossEntropy", "r2"))
        .contains("metric = r2: is not measured for answers yes or no. Write one of loss, acc");
  }

  @Test
  void eachOfSeveralOutputsIsMeasuredByItsOwn() {
    for (String metric : List.of("loss", "kind.accuracy", "kind.loss", "price.r2")) {
      assertThat(several("meanSquaredError", metric)).isEqualTo(metric);
    }
    assertThat(several("binaryCrossEntropy", "price.macroF1")).isEqualTo("price.macroF1");
    assertThat(several("meanSquaredError", "accuracy"))
        .startsWith(
            "training.earlyStopping.metric = accuracy: is not measured for these outputs. Write one"
                + " of loss, kind.loss, kind.accuracy, ");
    assertThat(several("meanSquaredError", "kinds.accuracy"))
        .contains("is not measured for these outputs. Did you mean kind.accuracy?");
    assertThat(several("meanSquaredError", "price.accuracy"))
        .contains("metric = price.accuracy: is not measured for these outputs.");
  }

  @Test
  void aWordThatIsNoMetricIsNamed() {
    assertThat(only("class", "crossEntropy", "acuracy"))
        .contains("metric = acuracy: must be loss, accuracy, ", "Did you mean accuracy?");
    assertThat(several("meanSquaredError", "kind.precision")).contains("must be loss, accuracy, ");
  }
}
