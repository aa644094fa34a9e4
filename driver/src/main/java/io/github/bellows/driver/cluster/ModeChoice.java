package io.github.bellows.driver.cluster;

import io.github.bellows.common.config.ClusterConfig.Mode;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.gradient.Wire;
import org.apache.spark.SparkConf;

/**
 * How work reaches the executors of an application, and why so.
 *
 * @param mode gang or rounds
 * @param reason the setting that decided
 */
public record ModeChoice(Mode mode, String reason) {
  private static final String DYNAMIC = "spark.dynamicAllocation.enabled";
  private static final String SPECULATION = "spark.speculation";

  /**
   * Returns the mode that a configuration asks for, or that Spark's settings leave. Local masters
   * know neither dynamic allocation nor speculation, whatever the settings say.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if a gang is asked for where Spark
   *     starts none
   */
  public static ModeChoice of(SparkConf settings, Mode configured) {
    boolean dynamic = isDynamic(settings);
    if (configured == Mode.GANG && dynamic) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "cluster.mode = gang",
          "its tasks start together, which Spark refuses with " + DYNAMIC + " = true",
          "Use cluster.mode: rounds or auto, or --conf " + DYNAMIC + "=false");
    }
    if (configured != Mode.AUTO) {
      return new ModeChoice(configured, "cluster.mode = " + configured.key());
    }
    if (dynamic) {
      return new ModeChoice(
          Mode.ROUNDS, DYNAMIC + " = true: Spark starts no tasks together that need each other");
    }
    if (isOn(settings, SPECULATION)) {
      return new ModeChoice(
          Mode.ROUNDS, SPECULATION + " = true: Spark makes no second copy of a gang's tasks");
    }
    return new ModeChoice(Mode.GANG, "cluster.mode = auto");
  }

  /**
   * Checks that gradients can cross as a configuration asks for.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if they are to be rounded, and what
   *     rounding leaves behind has no place between steps
   */
  public void requireCarries(Wire wire) {
    if (wire != Wire.FP32 && mode == Mode.ROUNDS) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "cluster.wire = " + wire.key(),
          "needs a gang, and this run trains in rounds (" + reason + ")",
          "Use cluster.wire: fp32, or change that setting and keep cluster.mode: auto");
    }
  }

  /** Returns whether executors come and go with the work there is. */
  static boolean isDynamic(SparkConf settings) {
    return isOn(settings, DYNAMIC);
  }

  private static boolean isOn(SparkConf settings, String key) {
    return settings.getBoolean(key, false) && !Master.of(settings).isLocal();
  }
}
