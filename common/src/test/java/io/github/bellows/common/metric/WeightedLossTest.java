package io.github.bellows.common.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import org.junit.jupiter.api.Test;

class WeightedLossTest {
  @Test
  void aSampleOfWeightTwoCountsAsTwoAndOneOfZeroAsNone() {
    WeightedLoss weighted = new WeightedLoss();
    weighted.add(2 * 5.0, 2);
    weighted.add(0 * 100.0, 0);
    weighted.add(2.0, 1);
    WeightedLoss duplicated = new WeightedLoss();
    duplicated.add(5, 1);
    duplicated.add(5, 1);
    duplicated.add(2, 1);
    assertThat(weighted.mean()).isEqualTo(duplicated.mean()).isEqualTo(4);
    assertThat(weighted.count()).isEqualTo(3);
    assertThat(weighted.weightSum()).isEqualTo(3);
  }

  @Test
  void samplesThatAllWeighNothingHaveNoMean() {
    WeightedLoss loss = new WeightedLoss();
    loss.add(0, 0);
    loss.add(0, 0);
    assertThatThrownBy(loss::mean)
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
        .hasMessage(
            "weights of 2 samples: are all 0, so their mean loss is not defined. Give at least one"
                + " sample a weight above 0.");
  }
}
