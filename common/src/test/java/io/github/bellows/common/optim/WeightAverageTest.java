package io.github.bellows.common.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bellows.common.schedule.Constant;
import io.github.bellows.common.schedule.InEpochs;
import io.github.bellows.common.schedule.Joined;
import io.github.bellows.common.schedule.Linear;
import io.github.bellows.common.schedule.PerEpoch;
import io.github.bellows.common.schedule.Schedule;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightAverageTest {
  private static final JsonNode GOLDEN = GoldenFile.read("averages.json");

  /** PyTorch's {@code AveragedModel} (scripts/golden/optimizers.py). */
  @TestFactory
  Stream<DynamicTest> agreesWithPyTorch() {
    return Stream.of(
        agrees("swa", new Swa(0, 1, null)),
        agrees("ema 0.999", new Ema(0.999, 0, 1)),
        agrees("ema 0.5", new Ema(0.5, 0, 1)));
  }

  private static DynamicTest agrees(String name, WeightAverage average) {
    JsonNode walk = GOLDEN.get("walk");
    JsonNode expected = GOLDEN.get("averages").get(name);
    return DynamicTest.dynamicTest(
        name,
        () -> {
          float[] own = new float[6];
          Arrays.fill(own, Float.NaN);
          assertThat(expected.size()).isEqualTo(30);
          for (int taken = 0; taken < 30; taken++) {
            float[] parameters = GoldenFile.floats(walk.get(taken));
            WeightAverage.take(own, parameters, 3, 6, average.weight(taken));
            WeightAverage.take(own, parameters, 0, 3, average.weight(taken));
            float[] theirs = GoldenFile.floats(expected.get(taken));
            for (int i = 0; i < theirs.length; i++) {
              assertThat((double) own[i])
                  .as("element %s of average %s", i, taken)
                  .isCloseTo(theirs[i], withinPercentage(1e-4));
            }
          }
        });
  }

  @Test
  void takesTheRangeOnly() {
    float[] average = {0, 0, Float.NaN, 0};
    float[] parameters = {2, 2, 2, 2};
    WeightAverage.take(average, parameters, 1, 3, 1);
    assertThat(average).containsExactly(0, 2, 2, 0);
    WeightAverage.take(average, new float[4], 2, 4, 0.5);
    assertThat(average).containsExactly(0, 2, 1, 0);
    WeightAverage.take(average, parameters, 0, 4, 0);
    assertThat(average).containsExactly(0, 2, 1, 0);
  }

  @Test
  void resolvesItsUnitAndItsRate() {
    Schedule rate = new InEpochs(new Constant(0.5));
    assertThat(new Swa(2, 3, rate).resolve(40, 10))
        .isEqualTo(new Swa(80, 120, new PerEpoch(new Constant(0.5), 10)));
    assertThat(new Swa(2, 3, null).resolve(1, 10)).isEqualTo(new Swa(2, 3, null));
    assertThat(new Ema(0.5, 2, 3).resolve(40, 10)).isEqualTo(new Ema(0.5, 80, 120));
  }

  @Test
  void weighsTheFirstWhole() {
    assertThat(new Ema(0.9, 5, 3).weight(0)).isEqualTo(1);
    assertThat(new Ema(0.75, 5, 3).weight(1)).isEqualTo(0.25);
    assertThat(new Ema(0.75, 5, 3).weight(1000)).isEqualTo(0.25);
    assertThat(new Swa(5, 3, null).weight(0)).isEqualTo(1);
    assertThat(new Swa(5, 3, null).weight(3)).isEqualTo(0.25);
  }

  /** With start 5 and every 3, periods end after 8, 11, 14, … updates. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, false", "4, 5, false", "6, 7, false", "7, 8, true", "8, 9, false", "10, 11, true",
    "8, 10, false", "0, 8, true", "0, 7, false", "9, 20, true", "11, 11, false", "8, 11, true"
  })
  void takesAtTheEndOfEachPeriod(long before, long after, boolean takes) {
    assertThat(new Swa(5, 3, null).takes(before, after)).isEqualTo(takes);
    assertThat(new Ema(0.5, 5, 3).takes(before, after)).isEqualTo(takes);
  }

  @Test
  void withoutAStartTheFirstUpdateMayEndAPeriod() {
    assertThat(new Ema(0.5, 0, 1).takes(0, 1)).isTrue();
    assertThat(new Ema(0.5, 0, 2).takes(0, 1)).isFalse();
    assertThat(new Ema(0.5, 0, 2).takes(1, 2)).isTrue();
  }

  @Test
  void swaTakesOverTheRateFromItsStartOn() {
    Schedule optimizers = new Constant(0.1);
    Schedule own = new Linear(0.4, 0.2, 4);
    assertThat(new Swa(5, 3, null).during(optimizers)).isSameAs(optimizers);
    assertThat(new Ema(0.5, 5, 3).during(optimizers)).isSameAs(optimizers);
    assertThat(new Swa(0, 3, own).during(optimizers)).isSameAs(own);
    Schedule during = new Swa(5, 3, own).during(optimizers);
    assertThat(during).isEqualTo(new Joined(List.of(optimizers, own), List.of(5L)));
    assertThat(during.valueAt(4)).isEqualTo(0.1);
    assertThat(during.valueAt(5)).isEqualTo(0.4);
  }

  @Test
  void namesItsKindAndOptions() {
    Ema ema = new Ema(0.5, 5, 3);
    assertThat(ema.kind()).isEqualTo("ema");
    assertThat(ema.start()).isEqualTo(5);
    assertThat(ema.every()).isEqualTo(3);
    assertThat(new Swa(0, 1, null).kind()).isEqualTo("swa");
  }

  @Test
  void refusesWhatIsNoPeriodAndNoDecay() {
    assertThatThrownBy(() -> new Ema(1, 0, 1)).hasMessage("decay = 1.0: must be in [0, 1)");
    assertThatThrownBy(() -> new Ema(-0.1, 0, 1)).hasMessage("decay = -0.1: must be in [0, 1)");
    assertThatThrownBy(() -> new Ema(0, -1, 1)).hasMessage("start = -1: must not be negative");
    assertThatThrownBy(() -> new Swa(-1, 1, null)).hasMessage("start = -1: must not be negative");
    assertThatThrownBy(() -> new Swa(0, 0, null)).hasMessage("every = 0: must be at least 1");
  }
}
