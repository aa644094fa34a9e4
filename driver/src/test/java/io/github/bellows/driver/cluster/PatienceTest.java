package io.github.bellows.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatienceTest {
  @ParameterizedTest
  @CsvSource({
    // goal, promised, slots, waited, quiet, over
    "4, true, 4, 0, 0, true",
    "4, true, 5, 0, 0, true",
    "4, true, 3, 29, 60, false",
    "4, true, 3, 30, 0, true",
    "4, true, 0, 30, 0, true",
    "4, false, 4, 0, 0, true",
    "4, false, 2, 9, 4, false",
    "4, false, 2, 9, 5, true",
    "4, false, 0, 9, 60, false",
    "4, false, 0, 30, 60, true",
    "0, true, 0, 0, 0, true",
  })
  void waitsForWhatMayStillCome(
      int goal, boolean promised, int slots, int waited, int quiet, boolean over) {
    Patience patience = new Patience(goal, promised, Duration.ofSeconds(30));
    assertThat(patience.isOver(slots, Duration.ofSeconds(waited), Duration.ofSeconds(quiet)))
        .isEqualTo(over);
  }
}
