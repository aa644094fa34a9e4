package io.github.bellows.driver.coordinator;

import io.github.bellows.common.checkpoint.Checkpoint;
import io.github.bellows.worker.step.Keeping;
import io.github.bellows.worker.step.TrainingMethod;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All arrays that a training method changes, by the names they have in a checkpoint: {@code
 * parameters}; a number behind {@code slot} for the optimizer's state, behind {@code outer.slot}
 * for the outer optimizer's, behind {@code lane3.slot} for that of a lane of its own; {@code
 * average}.
 */
@SuppressWarnings("ArrayRecordComponent")
record CoordinatorArrays(
    float[] parameters,
    float[][] slots,
    float[][] outerSlots,
    float[][][] laneSlots,
    float @Nullable [] average) {
  /** Returns arrays of zeros around the parameters. */
  static CoordinatorArrays of(TrainingMethod method, float[] parameters, int learned, int lanes) {
    int slots = method.rule().optimizer().slots();
    TrainingMethod.Local local = method.local();
    int outerSlots = local == null ? 0 : local.outer().optimizer().slots();
    boolean kept = local != null && local.keeping() == Keeping.KEEP;
    return new CoordinatorArrays(
        parameters,
        new float[slots][learned],
        new float[outerSlots][learned],
        new float[kept ? lanes : 0][slots][learned],
        method.average() == null ? null : new float[parameters.length]);
  }

  /** Returns the arrays themselves by name, not copies. */
  Map<String, float[]> byName() {
    Map<String, float[]> all = new LinkedHashMap<>();
    all.put(Checkpoint.PARAMETERS, parameters);
    put(all, "", slots);
    put(all, "outer.", outerSlots);
    for (int lane = 0; lane < laneSlots.length; lane++) {
      put(all, "lane" + lane + ".", laneSlots[lane]);
    }
    if (average != null) {
      all.put(Checkpoint.AVERAGE, average);
    }
    return all;
  }

  private static void put(Map<String, float[]> all, String prefix, float[][] slots) {
    for (int slot = 0; slot < slots.length; slot++) {
      all.put(prefix + "slot" + slot, slots[slot]);
    }
  }

  /**
   * Copies the values of a checkpoint over these.
   *
   * @throws IllegalArgumentException if it has other arrays; nothing has changed then
   */
  void restore(Map<String, float[]> values) {
    Map<String, float[]> own = byName();
    boolean fits = own.keySet().equals(values.keySet());
    for (Map.Entry<String, float[]> array : own.entrySet()) {
      float[] value = values.get(array.getKey());
      fits &= value != null && value.length == array.getValue().length;
    }
    if (!fits) {
      throw new IllegalArgumentException("a checkpoint of another network or optimizer");
    }
    own.forEach((name, array) -> System.arraycopy(values.get(name), 0, array, 0, array.length));
  }
}
