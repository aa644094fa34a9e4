package io.github.bellows.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlotsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "local|1",
        "local[1]|1",
        "local[4]|4",
        "local[16,3]|16",
        "local[2, 3]|2",
        "local[2 , 1]|2"
      })
  void readsEverySpellingOfLocal(String master, int slots) {
    assertThat(Slots.of(master)).isEqualTo(new Slots(slots));
  }

  @ParameterizedTest
  @ValueSource(strings = {"local[*]", "local[*,4]", "local[*, 4]"})
  void aStarIsOneForEachProcessor(String master) {
    assertThat(Slots.of(master).available()).isEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local[0]",
        "local[]",
        "local[-1]",
        "local[x]",
        "local[2",
        "local[99999999999]",
        "Local[2]",
        "local-cluster[2,1,1024]",
        "spark://host:7077",
        "yarn",
        "k8s://https://host",
        ""
      })
  void refusesWhatIsNotOneJvm(String master) {
    assertThatThrownBy(() -> Slots.of(master))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessage(
            "spark.master = "
                + master
                + ": this version trains in one JVM only. Use --master 'local[n]' with n the number"
                + " of workers, or 'local[*]' for one per core.");
  }

  /** More workers than these would wait for the busiest anyway. */
  @ParameterizedTest
  @CsvSource({
    "1,4,1", "2,4,2", "3,4,2", "4,4,4", "8,4,4", "2,5,2", "3,5,3", "4,5,3", "5,6,3", "6,6,6",
    "64,1,1", "3,64,3", "5,64,5"
  })
  void autoTakesNoMoreWorkersThanShortenAStep(int slots, int lanes, int workers) {
    assertThat(new Slots(slots).workers(0, lanes)).isEqualTo(workers);
  }

  @Test
  void takesTheNumberThatIsAskedFor() {
    assertThat(new Slots(8).workers(3, 4)).isEqualTo(3);
    assertThat(new Slots(4).workers(4, 4)).isEqualTo(4);
  }

  @Test
  void refusesMoreWorkersThanLanes() {
    assertThatThrownBy(() -> new Slots(8).workers(5, 4))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessage(
            "cluster.workers = 5: each worker owns at least one of training.lanes = 4 lanes. Raise"
                + " training.lanes or lower cluster.workers.");
  }

  @Test
  void refusesMoreWorkersThanSlots() {
    assertThatThrownBy(() -> new Slots(2).workers(3, 4))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_CAPACITY))
        .hasMessage(
            "cluster.workers = 3: there are 2 task slots, and the workers must run at the same"
                + " time. Use --master 'local[3]', or cluster.workers: auto.");
  }
}
