package io.github.bellows.common.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  private static final List<String> KNOWN =
      List.of(
          "epochs", "steps", "batch", "lanes", "learningRate", "logEverySteps", "to", "l1", "l2");

  @ParameterizedTest
  @CsvSource({
    "epoch, epochs",
    "eopchs, epochs",
    "batchSize, batch",
    "learning_rate, learningRate",
    "LEARNINGRATE, learningRate",
    "leraningRat, learningRate",
    "logEverySteps2, logEverySteps",
    "lnaes, lanes",
    "l11, l1",
    "logSteps, ",
    "q, ",
    "seed, ",
    "optimizer, "
  })
  void namesTheWordThatWasMeant(String word, String known) {
    assertThat(Nearest.to(word, KNOWN).orElse(null)).isEqualTo(known);
  }

  @Test
  void knowsNothingWithoutWords() {
    assertThat(Nearest.to("epochs", List.of())).isEmpty();
  }
}
