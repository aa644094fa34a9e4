package io.github.bellows.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.config.ClusterConfig.Mode;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.gradient.Wire;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModeChoiceTest {
  private static SparkConf settings(String master, boolean dynamic, boolean speculation) {
    return new SparkConf(false)
        .set("spark.master", master)
        .set("spark.dynamicAllocation.enabled", String.valueOf(dynamic))
        .set("spark.speculation", String.valueOf(speculation));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "local[2]|false|false|AUTO|GANG|cluster.mode = auto",
        "local[2]|true|true|AUTO|GANG|cluster.mode = auto",
        "local[2]|true|false|GANG|GANG|cluster.mode = gang",
        "local[2]|false|false|ROUNDS|ROUNDS|cluster.mode = rounds",
        "yarn|false|false|AUTO|GANG|cluster.mode = auto",
        "yarn|true|false|AUTO|ROUNDS|spark.dynamicAllocation.enabled = true: Spark starts no tasks"
            + " together that need each other",
        "spark://host:7077|false|true|AUTO|ROUNDS|spark.speculation = true: Spark makes no second"
            + " copy of a gang's tasks",
        "k8s://host|false|true|GANG|GANG|cluster.mode = gang",
        "k8s://host|true|true|ROUNDS|ROUNDS|cluster.mode = rounds"
      })
  void followsTheSettings(
      String master, boolean dynamic, boolean speculation, Mode asked, Mode mode, String reason) {
    assertThat(ModeChoice.of(settings(master, dynamic, speculation), asked))
        .isEqualTo(new ModeChoice(mode, reason));
  }

  @Test
  void refusesToRoundInRounds() {
    new ModeChoice(Mode.GANG, "cluster.mode = auto").requireCarries(Wire.BF16);
    ModeChoice rounds = ModeChoice.of(settings("yarn", true, false), Mode.AUTO);
    rounds.requireCarries(Wire.FP32);
    assertThatThrownBy(() -> rounds.requireCarries(Wire.BF16))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessage(
            "cluster.wire = bf16: needs a gang, and this run trains in rounds"
                + " (spark.dynamicAllocation.enabled = true: Spark starts no tasks together that"
                + " need each other). Use cluster.wire: fp32, or change that setting and keep"
                + " cluster.mode: auto.");
  }

  @Test
  void refusesAGangWhereSparkStartsNone() {
    assertThatThrownBy(() -> ModeChoice.of(settings("yarn", true, false), Mode.GANG))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessage(
            "cluster.mode = gang: its tasks start together, which Spark refuses with"
                + " spark.dynamicAllocation.enabled = true. Use cluster.mode: rounds or auto, or"
                + " --conf spark.dynamicAllocation.enabled=false.");
  }
}
