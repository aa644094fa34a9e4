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
  void theDoctorLooksAtARun() {
    Ended ended =
        run(
            "doctor",
            config().toString(),
            "--set",
            "model.input=[2]",
            "--set",
            "output=" + directory.resolve("mine"),
            "--master",
            "local[2]");
    assertThat(ended.code()).isZero();
    assertThat(ended.out())
        .contains("ok    output    " + directory.resolve("mine") + " is writable\n")
        .contains("ok    executors none: workers are threads of this process\n")
        .contains("ok    workers   2 for 2 lanes, gang\n")
        .contains("ok    numbers   about 1 MiB in this process\n")
        .endsWith("ready to train\n");
    Ended few =
        run("doctor", config().toString(), "--set", "cluster.workers=2", "--master", "local[1]");
    assertThat(few.code()).isEqualTo(75);
    assertThat(few.out()).contains("FAIL            cluster.workers = 2: there is 1 task slot");
    assertThat(run("doctor", config().toString(), "--set", "training.batch=0").code()).isEqualTo(2);
  }

  @Test
  void theDoctorLooksAtExecutors() {
    Ended ended = run(executors());
    assertThat(ended.code()).as(ended.out()).isZero();
    assertThat(ended.out())
        .contains("ok    executors 2 on 1 host\n")
        .containsPattern(
            "ok    executor  0 on \\S+: Java 17\\S*, \\d+ MiB heap, \\d+ processors; lib")
        .containsPattern("ok    executor  1 on \\S+: Java 17\\S*")
        .contains("Deeplearning4j")
        .endsWith("ready to train\n");
  }

  private String[] executors() {
    return new String[] {
      "doctor",
      "--output",
      directory.resolve("runs").toString(),
      "--master",
      "local-cluster[2,1,1024]",
      "--conf",
      "spark.executor.extraClassPath=" + System.getProperty("java.class.path"),
      "--conf",
      "spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
      "--conf",
      "spark.executorEnv.OPENBLAS_NUM_THREADS=1",
      "--conf",
      "spark.driver.host=localhost",
      "--conf",
      "spark.driver.bindAddress=127.0.0.1"
    };
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
