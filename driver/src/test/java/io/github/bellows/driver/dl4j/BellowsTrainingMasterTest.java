package io.github.bellows.driver.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.TrainingException;
import org.junit.jupiter.api.Test;

class BellowsTrainingMasterTest {
  @Test
  void theDefaultsAreThoseOfTheirParameterAveraging() {
    assertThat(new BellowsTrainingMaster.Builder().build().toJson())
        .isEqualTo(
            "{\"workers\":0,\"batchSizePerWorker\":16,\"averagingFrequency\":5,"
                + "\"workerPrefetchNumBatches\":8,\"saveUpdater\":true,\"rngSeed\":0,"
                + "\"engine\":\"auto\",\"shuffle\":true}");
  }

  @Test
  void whatIsSetIsWrittenByTheNameOfItsMethod() {
    BellowsTrainingMaster master =
        new BellowsTrainingMaster.Builder(3, 1)
            .batchSizePerWorker(32)
            .averagingFrequency(1)
            .workerPrefetchNumBatches(0)
            .saveUpdater(false)
            .rngSeed(9)
            .exportDirectory("/data/runs")
            .engine("torch")
            .shuffle(false)
            .build();
    assertThat(master.toYaml())
        .isEqualTo(
            """
            ---
            workers: 3
            batchSizePerWorker: 32
            averagingFrequency: 1
            workerPrefetchNumBatches: 0
            saveUpdater: false
            rngSeed: 9
            exportDirectory: "/data/runs"
            engine: "torch"
            shuffle: false
            """);
  }

  @Test
  void noDirectoryIsATemporaryOne() {
    BellowsTrainingMaster master =
        new BellowsTrainingMaster.Builder().exportDirectory("/data").exportDirectory(null).build();
    assertThat(master.toJson()).doesNotContain("exportDirectory");
  }

  @Test
  void numbersThatCannotBeAreRefusedByName() {
    BellowsTrainingMaster.Builder builder = new BellowsTrainingMaster.Builder();
    assertThatThrownBy(() -> builder.averagingFrequency(0))
        .isInstanceOf(TrainingException.class)
        .hasMessageStartingWith("averagingFrequency = 0: must be at least 1");
    assertThatThrownBy(() -> builder.engine("tensorflow"))
        .isInstanceOf(TrainingException.class)
        .hasMessage("engine = tensorflow: is unknown. Write auto, torch or dl4j.");
    assertThatThrownBy(() -> builder.workerPrefetchNumBatches(-1))
        .isInstanceOf(TrainingException.class)
        .hasMessageStartingWith("workerPrefetchNumBatches = -1: must be at least 0");
    assertThatThrownBy(() -> new BellowsTrainingMaster.Builder(0))
        .isInstanceOf(TrainingException.class)
        .hasMessageStartingWith("rddDataSetNumExamples = 0: must be at least 1");
  }
}
