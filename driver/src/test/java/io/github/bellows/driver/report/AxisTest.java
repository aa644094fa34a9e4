package io.github.bellows.driver.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 1 | 0 0.2 0.4 0.6 0.8 1",
        "0.9 | 0.98 | 0.9 0.92 0.94 0.96 0.98",
        "0 | 0.001 | 0 0.0002 0.0004 0.0006 0.0008 0.001",
        "0 | 23000 | 0 5000 10k 15k 20k",
        "-2 | 2 | -2 -1 0 1 2",
        "0.01 | 0.01 | 0 0.002 0.004 0.006 0.008 0.01",
        "0 | 0 | 0 0.2 0.4 0.6 0.8 1",
        "0 | 2e-7 | 0 5e-8 1e-7 1.5e-7 2e-7"
      })
  void labelsALinearAxisRoundly(double smallest, double largest, String ticks) {
    assertThat(labels(Axis.linear(smallest, largest))).isEqualTo(ticks);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.03 | 2.3 | true | 0.05 0.1 0.2 0.5 1 2",
        "1e-6 | 1 | true | 1e-6 1e-5 0.0001 0.001 0.01 0.1 1",
        "0.1 | 1 | false | 0 0.2 0.4 0.6 0.8 1",
        "0 | 1e9 | false | 0 200M 400M 600M 800M 1e9"
      })
  void isLogarithmicForVeryDifferentPositiveValues(
      double smallest, double largest, boolean logarithmic, String ticks) {
    Axis axis = Axis.fitting(smallest, largest);
    assertThat(axis.logarithmic()).isEqualTo(logarithmic);
    assertThat(labels(axis)).isEqualTo(ticks);
  }

  private static String labels(Axis axis) {
    return axis.ticks().stream().map(Axis::label).collect(Collectors.joining(" "));
  }

  @Test
  void placesValuesBetweenItsEnds() {
    Axis ratios = new Axis(1, 100, true);
    assertThat(ratios.place(1)).isZero();
    assertThat(ratios.place(10)).isEqualTo(0.5);
    assertThat(ratios.place(100)).isEqualTo(1);
    Axis differences = Axis.exact(10, 30);
    assertThat(differences.place(15)).isEqualTo(0.25);
    assertThat(Axis.exact(7, 7).place(7)).isZero();
  }
}
