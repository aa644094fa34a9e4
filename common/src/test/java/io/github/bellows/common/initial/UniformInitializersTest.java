package io.github.bellows.common.initial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.random.SeededRandom;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UniformInitializersTest {
  private static final int COUNT = 200_000;

  /** An initializer for 300 inputs and 60 outputs, and the bound its paper gives. */
  record Row(Initializer initializer, double bound) {
    @Override
    public String toString() {
      return initializer.toString();
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(new Zeros(), 0),
        new Row(new GlorotUniform(), 0.1290994449), // sqrt(6 / 360)
        new Row(new HeUniform(0), 0.1414213562), // sqrt(6 / 300)
        new Row(new HeUniform(0.5), 0.1264911064)); // sqrt(6 / (1.25 * 300))
  }

  /** A uniform distribution in ±b has mean 0 and variance b² / 3; x² has variance 4b⁴ / 45. */
  @ParameterizedTest
  @MethodSource("rows")
  void fillsItsRangeWithTheMomentsOfItsPaper(Row row) {
    float[] values = new float[COUNT + 2];
    Arrays.fill(values, 7);
    row.initializer().fill(values, new Block(1, COUNT, 1, 300, 60), SeededRandom.of(1));
    assertThat(values[0]).isEqualTo(7);
    assertThat(values[COUNT + 1]).isEqualTo(7);
    double bound = row.bound();
    double largest = IntStream.rangeClosed(1, COUNT).mapToDouble(i -> values[i]).max().orElse(9);
    double smallest = IntStream.rangeClosed(1, COUNT).mapToDouble(i -> values[i]).min().orElse(9);
    assertThat(largest).isCloseTo(bound, within(1e-4 * bound));
    assertThat(smallest).isCloseTo(-bound, within(1e-4 * bound));
    double mean = IntStream.rangeClosed(1, COUNT).mapToDouble(i -> values[i]).sum() / COUNT;
    assertThat(mean).isCloseTo(0, within(5 * bound / Math.sqrt(3.0 * COUNT)));
    double squares =
        IntStream.rangeClosed(1, COUNT).mapToDouble(i -> (double) values[i] * values[i]).sum();
    assertThat(squares / COUNT)
        .isCloseTo(bound * bound / 3, within(5 * bound * bound * Math.sqrt(4 / 45.0 / COUNT)));
  }
}
