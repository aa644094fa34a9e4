package io.github.bellows.common.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CosineTest {
  @ParameterizedTest
  @ValueSource(longs = {10, 11, 15, 20, 21, 1000})
  void staysAtItsLastValueWherePyTorchClimbsAgain(long step) {
    assertThat(new Cosine(0.5, 0.125, 10).valueAt(step)).isEqualTo(0.125);
  }
}
