package io.github.bellows.driver.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ThroughputTest {
  private static final Offset<Double> EXACT = within(1e-9);

  /** Adds steps of 10 samples each, and closes an interval after every one. */
  private static Throughput of(double... millis) {
    Throughput throughput = new Throughput();
    for (double length : millis) {
      throughput.add(Reports.step(0, 0, 1, length));
      throughput.closeInterval();
    }
    return throughput;
  }

  @Test
  void anIntervalIsItsSamplesByItsTime() {
    Throughput throughput = new Throughput();
    throughput.add(Reports.step(0, 0, 1, 10));
    throughput.add(Reports.step(1, 0, 1, 30));
    assertThat(throughput.closeInterval()).isCloseTo(20 / 0.040, EXACT);
    throughput.add(Reports.step(2, 0, 1, 5));
    assertThat(throughput.closeInterval()).isCloseTo(10 / 0.005, EXACT);
    assertThat(throughput.closeInterval()).as("without a step").isZero();
  }

  @Test
  void theRateIsTheMedianWithoutTheWarmUp() {
    assertThat(of(1000, 10, 40, 20).samplesPerSecond()).isCloseTo(10 / 0.020, EXACT);
    assertThat(of(1000).samplesPerSecond()).as("there is no other").isCloseTo(10, EXACT);
  }

  @Test
  void aRunShorterThanAnIntervalHasARateToo() {
    Throughput throughput = new Throughput();
    assertThat(throughput.samplesPerSecond()).isZero();
    throughput.add(Reports.step(0, 0, 1, 20));
    throughput.add(Reports.step(1, 0, 1, 20));
    assertThat(throughput.samplesPerSecond()).isCloseTo(20 / 0.040, EXACT);
  }

  @Test
  void quantilesAreOfStepsInMilliseconds() {
    Throughput throughput = of(5, 1, 3, 2, 4);
    assertThat(throughput.stepMillis(0)).isCloseTo(1, EXACT);
    assertThat(throughput.stepMillis(0.5)).isCloseTo(3, EXACT);
    assertThat(throughput.stepMillis(0.95)).isCloseTo(5, EXACT);
    assertThat(throughput.stepMillis(1)).isCloseTo(5, EXACT);
    assertThat(new Throughput().stepMillis(0.5)).isZero();
  }

  @Test
  void partsAreMeansInMilliseconds() {
    Throughput throughput = of(10, 30);
    assertThat(throughput.computeMillis()).isCloseTo(8, EXACT);
    assertThat(throughput.exchangeMillis()).isCloseTo(6, EXACT);
    assertThat(throughput.updateMillis()).isCloseTo(4, EXACT);
    assertThat(throughput.waitMillis()).isCloseTo(2, EXACT);
    assertThat(new Throughput().waitMillis()).isZero();
  }

  @Test
  void holdsMoreStepsAndIntervalsThanItStartsWith() {
    double[] millis = new double[5000];
    for (int i = 0; i < millis.length; i++) {
      millis[i] = i + 1;
    }
    Throughput throughput = of(millis);
    assertThat(throughput.stepMillis(0.5)).isCloseTo(2501, EXACT);
    assertThat(throughput.samplesPerSecond()).isCloseTo(10 / 2.501, EXACT);
  }
}
