package io.github.bellows.worker.group;

import io.github.bellows.common.checkpoint.Checkpoint;
import io.github.bellows.common.gradient.Wire;
import io.github.bellows.worker.step.Keeping;
import io.github.bellows.worker.step.TrainingMethod;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All arrays that a training method changes, by the names they have in a checkpoint: {@code
 * parameters}; a number behind {@code slot} for the optimizer's state, behind {@code outer.slot}
 * for the outer optimizer's, behind {@code lane3.slot} for that of a lane of its own; {@code
 * average}; and where numbers are rounded on their way between groups, {@code replica}, and {@code
 * lane3.residual} for each lane.
 *
 * <p>Those of a group among others hold what it owns; what belongs to its lanes, and the replica,
 * are whole. Where lanes take steps by themselves all of them are whole, since every lane begins
 * with the state of all.
 *
 * @param held which elements of parameters, slots and average are here
 * @param laneSlots lanes × slots × parameters; no slots for lanes that have no state of their own
 * @param rounding what that rounding leaves behind; null if nothing is rounded
 */
@SuppressWarnings("ArrayRecordComponent")
public record MethodArrays(
    float[] parameters,
    Held held,
    float[][] slots,
    float[][] outerSlots,
    float[][][] laneSlots,
    float @Nullable [] average,
    @Nullable RoundingArrays rounding) {
  /**
   * Returns arrays of zeros around the parameters, which are here as a whole.
   *
   * @param learned the number of parameters
   * @param share whose lanes' own state there is to be
   * @param lanes lanes of the run
   */
  public static MethodArrays of(
      TrainingMethod method, float[] parameters, int learned, GroupShare share, int lanes) {
    Held all = Held.all(parameters.length, learned);
    RoundingArrays rounding =
        method.wire() == Wire.FP32
            ? null
            : RoundingArrays.of(parameters.clone(), learned, share, lanes);
    return of(method, parameters, all, rounding, share, lanes);
  }

  /**
   * Returns arrays of zeros that hold what a group among others needs.
   *
   * @param length elements of the flat vector
   * @param learned how many of them are parameters
   * @param lanes lanes of the run
   */
  public static MethodArrays ofGroup(
      TrainingMethod method, int length, int learned, GroupShare share, int lanes) {
    Held held =
        method.local() == null
            ? Held.blocks(length, learned, share.blocks())
            : Held.all(length, learned);
    RoundingArrays rounding =
        method.wire() == Wire.FP32
            ? null
            : RoundingArrays.of(new float[length], learned, share, lanes);
    return of(method, new float[held.size()], held, rounding, share, lanes);
  }

  private static MethodArrays of(
      TrainingMethod method,
      float[] parameters,
      Held held,
      @Nullable RoundingArrays rounding,
      GroupShare share,
      int lanes) {
    int slots = method.rule().optimizer().slots();
    TrainingMethod.Local local = method.local();
    int outerSlots = local == null ? 0 : local.outer().optimizer().slots();
    boolean kept = local != null && local.keeping() == Keeping.KEEP;
    float[][][] laneSlots = new float[kept ? lanes : 0][0][];
    for (int lane = share.firstLane(); kept && lane < share.endLane(); lane++) {
      laneSlots[lane] = new float[slots][held.learned()];
    }
    return new MethodArrays(
        parameters,
        held,
        new float[slots][held.parameters()],
        new float[outerSlots][held.parameters()],
        laneSlots,
        method.average() == null ? null : new float[parameters.length],
        rounding);
  }

  /** Returns the number of parameters of the flat vector. */
  public int learned() {
    return held.learned();
  }

  /** Returns the arrays themselves by name, not copies. */
  public Map<String, float[]> byName() {
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
    if (rounding != null) {
      all.put("replica", rounding.replica());
      putResiduals(all, rounding.residuals());
    }
    return all;
  }

  private static void putResiduals(Map<String, float[]> all, float[][] residuals) {
    for (int lane = 0; lane < residuals.length; lane++) {
      if (residuals[lane].length > 0) {
        all.put("lane" + lane + ".residual", residuals[lane]);
      }
    }
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
  public void restore(Map<String, float[]> values) {
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

  /** Returns what averaged gradients update. */
  public ParameterSlice slice(TrainingMethod method) {
    return new ParameterSlice(
        new SliceArrays(parameters, held, slots, average, rounding),
        method.rule(),
        ParameterSlice.Averages.GRADIENTS);
  }

  /** Returns what rounds of local steps need; null if the method has none. */
  public @Nullable LocalRounds localRounds(TrainingMethod method) {
    TrainingMethod.Local local = method.local();
    if (local == null) {
      return null;
    }
    ParameterSlice outer =
        new ParameterSlice(
            new SliceArrays(parameters, held, outerSlots, average, null),
            local.outer(),
            ParameterSlice.Averages.PARAMETERS);
    return new LocalRounds(outer, method.rule(), new LocalSlots(local.keeping(), slots, laneSlots));
  }
}
