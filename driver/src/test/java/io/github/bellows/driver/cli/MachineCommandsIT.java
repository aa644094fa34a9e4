package io.github.bellows.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** The commands about this machine. */
class MachineCommandsIT extends CommandLineTest {
  @Test
  void theDoctorFindsAMachineThatCanTrain() {
    Ended ended =
        run("doctor", "--output", directory.resolve("runs").toString(), "--master", "local[2]");
    assertThat(ended.code()).isZero();
    assertThat(ended.out())
        .contains("ok    java ", "ok    memory ", "ok    threads ", "ok    torch ", "ok    dl4j ")
        .contains("3.5.7 on local[2], 2 slots\n")
        .contains("ok    output    " + directory.resolve("runs") + " is writable\n")
        .endsWith("ready to train\n");
    assertThat(directory.resolve("runs")).as("it leaves nothing behind").doesNotExist();
  }

  @Test
  void theDoctorSaysWhatIsMissing() {
    write(directory.resolve("file"), "mine");
    Ended ended =
        run("doctor", "--output", directory.resolve("file").toString(), "--master", "mesos://host");
    assertThat(ended.code()).isEqualTo(75);
    assertThat(ended.out())
        .contains("FAIL  spark     spark.master = mesos://host: must be local[n], ")
        .contains("FAIL  output    " + directory.resolve("file"))
        .endsWith("2 problem(s), see above\n");
    assertThat(read(directory.resolve("file"))).isEqualTo("mine");
  }

  @Test
  void benchPrintsOneObject() {
    Ended ended =
        run(
            "bench",
            "--net",
            "mlp",
            "--batch",
            "8",
            "--workers",
            "2",
            "--seconds",
            "0.01",
            "--prepared",
            shared.resolve("bench").toString(),
            "--master",
            "local[2]");
    assertThat(ended.code()).isZero();
    JsonNode speed = json(ended.out());
    assertThat(speed.get("net").asText()).isEqualTo("mlp");
    assertThat(speed.get("batch").asInt()).isEqualTo(8);
    assertThat(speed.get("workers").asInt()).isEqualTo(2);
    double step = speed.get("stepMillis").asDouble();
    assertThat(step).isPositive();
    assertThat(speed.get("samplesPerSecond").asDouble()).isBetween(15e3 / step, 17e3 / step);
    double parts =
        speed.get("compute").asDouble()
            + speed.get("exchange").asDouble()
            + speed.get("update").asDouble()
            + speed.get("wait").asDouble();
    assertThat(parts).isPositive();
  }

  @Test
  void benchNeedsASlotForEachWorker() {
    Ended ended =
        run(
            "bench",
            "--workers",
            "3",
            "--prepared",
            shared.resolve("bench").toString(),
            "--master",
            "local[2]");
    assertThat(ended.code()).isEqualTo(75);
    assertThat(ended.error()).startsWith("bellows: cluster.workers = 3: there are 2 task slots");
  }
}
