package io.github.bellows.common.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.loss.BinaryCrossEntropy;
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.loss.Hinge;
import io.github.bellows.common.loss.Loss;
import io.github.bellows.common.loss.MeanSquaredError;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasureTest {
  private static final Loss CROSS = CrossEntropy.PLAIN;
  private static final Loss BINARY = new BinaryCrossEntropy();
  private static final Loss HINGE = new Hinge();
  private static final Loss SQUARES = new MeanSquaredError();

  @Test
  void aClassIsMeasuredAsAClassWhateverTheLoss() {
    for (Loss loss : List.of(CROSS, BINARY, HINGE)) {
      assertThat(Measure.of(loss, Measure.Target.CLASS)).isEqualTo(Measure.CLASSES);
    }
    assertThat(Measure.of(CROSS, Measure.Target.MASK)).isEqualTo(Measure.MASKS);
  }

  @Test
  void numbersAreMeasuredAsTheLossUnderstandsThem() {
    assertThat(Measure.of(CROSS, Measure.Target.NUMBERS)).isEqualTo(Measure.CLASSES);
    assertThat(Measure.of(BINARY, Measure.Target.NUMBERS)).isEqualTo(Measure.ANSWERS);
    assertThat(Measure.of(HINGE, Measure.Target.NUMBERS)).isEqualTo(Measure.ANSWERS);
    assertThat(Measure.of(SQUARES, Measure.Target.NUMBERS)).isEqualTo(Measure.VALUES);
  }

  @Test
  void featuresAreValues() {
    assertThat(Measure.of(BINARY, Measure.Target.FEATURES)).isEqualTo(Measure.VALUES);
    assertThat(Measure.of(SQUARES, Measure.Target.FEATURES)).isEqualTo(Measure.VALUES);
  }
}
