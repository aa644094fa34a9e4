package io.github.bellows.worker.task;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.io.Serializable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;

/**
 * Parameters on their way from the driver to the tasks of one job: the driver's own array in local
 * mode, else one broadcast, whose blocks executors also fetch from each other. What a task carries
 * is a key.
 */
public final class SentParameters implements Serializable, AutoCloseable {
  private static final long serialVersionUID = 1L;

  private final String key;
  private final @Nullable Broadcast<float[]> broadcast;

  /**
   * Sends parameters.
   *
   * @param values not written to until this is closed
   */
  public SentParameters(JavaSparkContext spark, float[] values) {
    this(values, spark.isLocal() ? null : spark.broadcast(values));
  }

  /** Sends parameters within this JVM, and to others if there is a broadcast. */
  SentParameters(float[] values, @Nullable Broadcast<float[]> broadcast) {
    key = JvmShared.publish(values);
    this.broadcast = broadcast;
  }

  /** Returns what tells these parameters from others. */
  String key() {
    return key;
  }

  /** Returns the values; only read. */
  float[] values() {
    float[] here = JvmShared.find(key, float[].class);
    if (here != null) {
      return here;
    }
    if (broadcast == null) {
      throw TrainingException.of(
          ErrorCode.INTERNAL,
          "parameters",
          "the driver has withdrawn them",
          "Run the command again");
    }
    return broadcast.value();
  }

  /** Withdraws the parameters, everywhere; the job is over. */
  @Override
  public void close() {
    JvmShared.remove(key);
    if (broadcast != null) {
      broadcast.destroy();
    }
  }
}
