package io.github.bellows.worker.task;

import io.github.bellows.worker.group.LaneRange;
import io.github.bellows.worker.group.LaneWork;
import io.github.bellows.worker.group.LocalSlots;
import io.github.bellows.worker.step.Keeping;
import io.github.bellows.worker.step.Round;
import java.io.Serializable;
import java.util.ArrayList;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * The arrays that a round begins with, on their way from the driver to its tasks: the parameters,
 * and as much of the local optimizers' state as lanes read. The state of a lane of its own is sent
 * by itself, so that an executor fetches that of its lanes alone.
 */
public final class SentRound implements Serializable, AutoCloseable {
  private static final long serialVersionUID = 1L;

  private final SentParameters parameters;
  private final @Nullable SentParameters sharedSlots;
  private final ArrayList<SentParameters> laneSlots = new ArrayList<>();

  /**
   * Sends the arrays of a round.
   *
   * @param values parameters and statistics; not written to until this is closed
   * @param slots the local optimizers' state; null if there is none
   */
  public SentRound(
      JavaSparkContext spark, Round round, float[] values, @Nullable LocalSlots slots) {
    parameters = new SentParameters(spark, values);
    boolean begins = round.localBefore() == 0;
    boolean state = slots != null && round.local() && slots.shared().length > 0;
    Keeping keeping = slots == null ? Keeping.RESET : slots.keeping();
    boolean shared = state && (keeping == Keeping.AVERAGE || (keeping == Keeping.KEEP && begins));
    sharedSlots = slots != null && shared ? sent(spark, slots.shared()) : null;
    if (slots != null && state && keeping == Keeping.KEEP && !begins) {
      for (float[][] lane : slots.lanes()) {
        laneSlots.add(sent(spark, lane));
      }
    }
  }

  private static SentParameters sent(JavaSparkContext spark, float[][] slots) {
    int length = slots[0].length;
    float[] flat = new float[Math.multiplyExact(slots.length, length)];
    for (int slot = 0; slot < slots.length; slot++) {
      System.arraycopy(slots[slot], 0, flat, slot * length, length);
    }
    return new SentParameters(spark, flat);
  }

  /** Returns what some lanes begin with. */
  LaneWork.Start start(int lanes, LaneRange range) {
    float[][] own = new float[lanes][0];
    for (int lane = range.from(); lane < range.to() && !laneSlots.isEmpty(); lane++) {
      own[lane] = laneSlots.get(lane).values();
    }
    return new LaneWork.Start(
        parameters.values(), sharedSlots == null ? new float[0] : sharedSlots.values(), own);
  }

  /** Withdraws the arrays, everywhere; the round's job is over. */
  @Override
  public void close() {
    parameters.close();
    if (sharedSlots != null) {
      sharedSlots.close();
    }
    laneSlots.forEach(SentParameters::close);
  }
}
