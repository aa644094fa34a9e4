package io.github.bellows.worker.task;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.io.Serializable;
import java.util.Objects;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;

/**
 * {@link Supplies} on their way from the driver to tasks: the driver's own object in local mode,
 * else one broadcast for the whole run, which each executor JVM reads once. What a task carries is
 * a key.
 *
 * <p>The broadcast holds bytes of Java's own serialization, so that it passes whichever serializer
 * the session has: Kryo 4, which Spark brings, cannot read records.
 */
public final class Delivery implements Serializable, AutoCloseable {
  private static final long serialVersionUID = 1L;

  private final String key;
  private final @Nullable Broadcast<byte[]> broadcast;

  /** Delivers supplies, and closes them in this JVM when it is closed itself. */
  public Delivery(JavaSparkContext spark, Supplies supplies) {
    this(supplies, spark.isLocal() ? null : spark.broadcast(JavaBytes.write(supplies)));
  }

  /** Delivers supplies within this JVM, and to others if there is a broadcast. */
  Delivery(Supplies supplies, @Nullable Broadcast<byte[]> broadcast) {
    key = supplies.key();
    this.broadcast = broadcast;
    JvmShared.publish(key, supplies);
  }

  /** Returns the supplies, the same object for all tasks of this JVM. */
  public Supplies supplies() {
    Supplies here = JvmShared.find(key, Supplies.class);
    if (here != null) {
      return here;
    }
    if (broadcast == null) {
      throw TrainingException.of(
          ErrorCode.INTERNAL, "supplies", "the driver has withdrawn them", "Run the command again");
    }
    return JvmShared.arrived(key, Supplies.class, () -> JavaBytes.read(value(), Supplies.class));
  }

  private byte[] value() {
    return Objects.requireNonNull(broadcast).value();
  }

  /** Withdraws and closes the supplies; executors forget them when those of other runs arrive. */
  @Override
  public void close() {
    Supplies here = JvmShared.find(key, Supplies.class);
    JvmShared.remove(key);
    if (here != null) {
      here.close();
    }
    if (broadcast != null) {
      broadcast.destroy();
    }
  }
}
