package io.github.bellows.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlotsTest {
  /** For settings that do not say how many slots there will be. */
  private static final int UNKNOWN = 99;

  private static SparkConf settings(String master, String... keys) {
    SparkConf settings = new SparkConf(false).set("spark.master", master);
    for (String key : keys) {
      String[] parts = key.split("=", 2);
      settings.set("spark." + parts[0], parts[1]);
    }
    return settings;
  }

  private static int available(String master, String... keys) {
    return Slots.expected(settings(master, keys), UNKNOWN).available();
  }

  private static Slots local(int slots) {
    return Slots.expected(settings("local[" + slots + "]"), UNKNOWN);
  }

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
    assertThat(available(master)).isEqualTo(slots);
  }

  @ParameterizedTest
  @ValueSource(strings = {"local[*]", "local[*,4]", "local[*, 4]"})
  void aStarIsOneForEachProcessor(String master) {
    assertThat(available(master)).isEqualTo(Runtime.getRuntime().availableProcessors());
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
        "local-cluster[2,1]",
        "local-cluster[0,1,1024]",
        "mesos://host:5050",
        "yarn-client",
        ""
      })
  void refusesWhatSparkDoesNotKnow(String master) {
    assertThatThrownBy(() -> Slots.requireMaster(settings(master)))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessage(
            "spark.master = "
                + master
                + ": must be local[n], spark://HOST:PORT, yarn, k8s://URL or"
                + " local-cluster[executors,cores,MiB]. Use --master 'local[n]' with n the number"
                + " of workers, or 'local[*]' for one per core.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "local[4]|task.cpus=2|2",
        "local[2]|task.cpus=4|1",
        "local-cluster[2,1,1024]|app.name=x|2",
        "local-cluster[ 3 , 4 , 512 ]|app.name=x|12",
        "local-cluster[3,4,512]|cores.max=6|6",
        "local-cluster[3,5,512]|executor.cores=2|12",
        "local-cluster[3,5,512]|task.cpus=2|6",
        "local-cluster[3,1,512]|executor.cores=2|1",
        "spark://host:7077|app.name=x|99",
        "spark://host:7077|cores.max=12|12",
        "spark://a:7077,b:7077|cores.max=12 task.cpus=5|2",
        "yarn|app.name=x|2",
        "yarn|executor.instances=3 executor.cores=4|12",
        "yarn|executor.instances=3 executor.cores=5 task.cpus=2|6",
        "yarn|executor.instances=3 dynamicAllocation.enabled=true|99",
        "k8s://https://host:443|executor.instances=5|5"
      })
  void readsFromTheSettingsHowManyThereWillBe(String master, String keys, int slots) {
    assertThat(available(master, keys.split(" "))).isEqualTo(slots);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "local[2]|2|Use --master 'local[3]'",
        "local-cluster[2,1,512]|2|Use --master 'local-cluster[3,1,512]'",
        "spark://host:7077|99|Raise spark.cores.max to 3 if it is set",
        "yarn|2|Use --conf spark.executor.instances=3 --conf spark.executor.cores=1",
        "k8s://https://host|2|Use --conf spark.executor.instances=3 --conf spark.executor.cores=1"
      })
  void namesTheSettingsForMore(String master, int slots, String fix) {
    Slots found = Slots.expected(settings(master), UNKNOWN);
    assertThat(found.available()).isEqualTo(slots);
    assertThat(found.remedy().apply(3)).startsWith(fix);
  }

  /** More workers than these would wait for the busiest anyway. */
  @ParameterizedTest
  @CsvSource({
    "1,4,1", "2,4,2", "3,4,2", "4,4,4", "8,4,4", "2,5,2", "3,5,3", "4,5,3", "5,6,3", "6,6,6",
    "64,1,1", "3,64,3", "5,64,5"
  })
  void autoTakesNoMoreWorkersThanShortenAStep(int slots, int lanes, int workers) {
    assertThat(local(slots).workers(0, lanes)).isEqualTo(workers);
  }

  @Test
  void takesTheNumberThatIsAskedFor() {
    assertThat(local(8).workers(3, 4)).isEqualTo(3);
    assertThat(local(4).workers(4, 4)).isEqualTo(4);
  }

  @Test
  void refusesMoreWorkersThanLanes() {
    assertThatThrownBy(() -> local(8).workers(5, 4))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessage(
            "cluster.workers = 5: each worker owns at least one of training.lanes = 4 lanes. Raise"
                + " training.lanes or lower cluster.workers.");
  }

  @Test
  void refusesMoreWorkersThanSlots() {
    assertThatThrownBy(() -> local(2).workers(3, 4))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_CAPACITY))
        .hasMessage(
            "cluster.workers = 3: there are 2 task slots (local[2]), and the workers must run at the"
                + " same time. Use --master 'local[3]', or cluster.workers: auto.");
  }
}
