package io.github.bellows.worker.gang;

import io.github.bellows.common.gradient.Wire;
import io.github.bellows.worker.group.GroupShare;
import io.github.bellows.worker.group.MethodArrays;
import io.github.bellows.worker.group.RoundingArrays;
import io.github.bellows.worker.step.TrainingMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which elements of a run's arrays a group has to know when a segment begins, and which it hands
 * over when it ends. Every array has a number, the same in all groups whatever arrays they have.
 */
public final class StateParts {
  private static final int PARAMETERS = 0;
  private static final int AVERAGE = 1;
  private static final int REPLICA = 2;
  private static final int SLOTS = 3;
  private static final int OUTER_SLOTS = 32;
  private static final int LANE_SLOTS = 64;
  private static final int LANE = LANE_SLOTS - OUTER_SLOTS;
  private static final int MOST_SLOTS = OUTER_SLOTS - SLOTS;

  /** Behind the slots of a lane. */
  private static final int RESIDUAL = MOST_SLOTS;

  private StateParts() {}

  /**
   * A range of elements of an array.
   *
   * @param array its number
   * @param values the array
   * @param origin the element at its first place
   * @param from first element
   * @param to element behind the last
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Part(int array, float[] values, int origin, int from, int to) {
    /** Returns whether it is not the state of a lane that another group has. */
    private boolean isFor(GroupShare share) {
      int lane = (array - LANE_SLOTS) / LANE;
      return !ofLane() || (lane >= share.firstLane() && lane < share.endLane());
    }

    private boolean ofLane() {
      return array >= LANE_SLOTS;
    }

    private boolean ofSlot() {
      return array >= SLOTS && array < OUTER_SLOTS;
    }

    private Part ownedBy(GroupShare share) {
      if (ofLane()) {
        return this;
      }
      int first = Math.max(from, share.blocks().first());
      int end = Math.min(to, share.blocks().end(Integer.MAX_VALUE));
      return new Part(array, values, origin, first, Math.max(first, end));
    }
  }

  /**
   * Returns what a group needs of some arrays: all parameters that it computes with, what it owns,
   * what its lanes begin with.
   */
  public static List<Part> needed(List<Part> arrays, TrainingMethod method, GroupShare share) {
    boolean local = method.local() != null;
    int computedWith = method.wire() == Wire.FP32 ? PARAMETERS : REPLICA;
    return arrays.stream()
        .map(
            part ->
                part.array() == computedWith || (local && part.ofSlot())
                    ? part
                    : part.ownedBy(share))
        .filter(part -> part.from() < part.to() && part.isFor(share))
        .toList();
  }

  /**
   * Returns where the arrays of a group arrive: all in themselves, but for parameters that others
   * own too.
   *
   * @param parameters takes them as a whole, if the group computes with them
   */
  static List<Part> arriving(MethodArrays arrays, float[] parameters) {
    return whole(arrays).stream()
        .map(
            part ->
                part.array() == PARAMETERS && arrays.rounding() == null
                    ? new Part(PARAMETERS, parameters, 0, 0, parameters.length)
                    : part)
        .toList();
  }

  /** Returns what a group owns: its blocks, and its lanes' own state. */
  public static List<Part> owned(MethodArrays arrays, GroupShare share) {
    return whole(arrays).stream()
        .map(part -> part.ownedBy(share))
        .filter(part -> part.from() < part.to())
        .toList();
  }

  /** Returns the elements of some parts. */
  public static long elements(List<Part> parts) {
    return parts.stream().mapToLong(part -> part.to() - part.from()).sum();
  }

  /** Copies whole arrays over what others hold of them. */
  public static void copy(MethodArrays from, MethodArrays to) {
    Map<Integer, Part> targets =
        whole(to).stream().collect(Collectors.toMap(Part::array, Function.identity()));
    for (Part part : whole(from)) {
      Part target = targets.get(part.array());
      if (target != null) {
        System.arraycopy(
            part.values(), target.from(), target.values(), 0, target.to() - target.from());
      }
    }
  }

  /** Returns every array, as far as it is held. */
  public static List<Part> whole(MethodArrays arrays) {
    List<Part> parts = new ArrayList<>();
    int origin = arrays.held().origin();
    add(parts, PARAMETERS, arrays.parameters(), origin);
    float[] average = arrays.average();
    if (average != null) {
      add(parts, AVERAGE, average, origin);
    }
    addAll(parts, SLOTS, arrays.slots(), origin);
    addAll(parts, OUTER_SLOTS, arrays.outerSlots(), origin);
    for (int lane = 0; lane < arrays.laneSlots().length; lane++) {
      addAll(parts, LANE_SLOTS + lane * LANE, arrays.laneSlots()[lane], 0);
    }
    RoundingArrays rounding = arrays.rounding();
    if (rounding != null) {
      add(parts, REPLICA, rounding.replica(), 0);
      for (int lane = 0; lane < rounding.residuals().length; lane++) {
        add(parts, LANE_SLOTS + lane * LANE + RESIDUAL, rounding.residuals()[lane], 0);
      }
    }
    return parts;
  }

  private static void addAll(List<Part> parts, int first, float[][] arrays, int origin) {
    if (arrays.length > MOST_SLOTS) {
      throw new IllegalArgumentException("slots = " + arrays.length + ": are too many");
    }
    for (int i = 0; i < arrays.length; i++) {
      add(parts, first + i, arrays[i], origin);
    }
  }

  private static void add(List<Part> parts, int number, float[] values, int origin) {
    parts.add(new Part(number, values, origin, origin, origin + values.length));
  }
}
