package io.github.bellows.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundSlotsTest {
  private static final int LANES = 12;

  @Test
  void dynamicAllocationMayBringASlotForEachLane() {
    assertThat(RoundSlots.atMost(new SparkConf(false), LANES)).isEqualTo(LANES);
  }

  @ParameterizedTest
  @CsvSource({"3,1,1,3", "3,2,1,6", "3,5,2,6", "3,1,2,3", "99,4,1,12", "2147483647,4,1,12"})
  void butNoMoreThanItsExecutorsHave(int executors, int cores, int cpus, int expected) {
    SparkConf settings =
        new SparkConf(false)
            .set("spark.dynamicAllocation.maxExecutors", String.valueOf(executors))
            .set("spark.executor.cores", String.valueOf(cores))
            .set("spark.task.cpus", String.valueOf(cpus));
    assertThat(RoundSlots.atMost(settings, LANES)).isEqualTo(expected);
  }
}
