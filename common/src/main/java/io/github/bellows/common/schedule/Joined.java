package io.github.bellows.common.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Schedules one after the other: part i holds from boundary i − 1 on and counts its own steps from
 * there, {@code parts[i].valueAt(step − at[i − 1])}. Optax's {@code join_schedules}, PyTorch's
 * {@code SequentialLR}.
 *
 * @param parts at least one
 * @param at the boundaries: first steps of parts 1, 2, …: one fewer than parts, positive, ascending
 */
public record Joined(List<Schedule> parts, List<Long> at) implements Schedule {
  /** Copies both lists and checks that they fit. */
  public Joined {
    parts = List.copyOf(parts);
    at = List.copyOf(at);
    Checks.notEmpty("parts", parts);
    if (at.size() != parts.size() - 1) {
      throw new IllegalArgumentException(
          "at = " + at + ": must be one fewer than the " + parts.size() + " parts");
    }
    Checks.boundaries("at", at);
  }

  /**
   * Returns {@code main} after a linear warm-up: at step s below {@code warmupSteps} the value is
   * {@code peak · (s + 1) / (warmupSteps + 1)}, then {@code main} counts from 0.
   *
   * <p>The line starts from 0 one step <em>before</em> the first update and meets {@code peak} on
   * the first step of {@code main}. Optax's {@code warmup_cosine_decay_schedule} gives exactly 0 at
   * step 0 by default, an update that changes nothing; PyTorch's {@code LinearLR} refuses to start
   * from 0. In PyTorch this is {@code SequentialLR} of {@code LinearLR(start_factor=1/(w+1),
   * total_iters=w)} and the main schedule, milestone w.
   *
   * @param warmupSteps at least 0; at 0 the result is {@code main}
   * @param peak value the line runs up to, finite and not negative; the first value of {@code main}
   *     if there is to be no jump
   */
  public static Schedule warmup(long warmupSteps, Schedule main, double peak) {
    Checks.rate("peak", peak);
    if (warmupSteps < 0) {
      throw new IllegalArgumentException("warmup = " + warmupSteps + ": must not be negative");
    }
    if (warmupSteps == 0) {
      return main;
    }
    Schedule line = new Linear(peak / (warmupSteps + 1.0), peak, warmupSteps);
    return new Joined(List.of(line, main), List.of(warmupSteps));
  }

  /** Returns {@code main} after a linear warm-up that runs up to its first value. */
  public static Schedule warmup(long warmupSteps, Schedule main) {
    // Step 0 is in epoch 0, whatever the length of an epoch.
    return warmup(warmupSteps, main, main.resolve(1).valueAt(0));
  }

  /**
   * Returns a schedule of {@code steps} steps in all: a linear warm-up, and what {@code main} makes
   * of the number of steps that remain.
   *
   * @param warmup in [0, steps); 0 for none
   */
  public static Schedule warmupWithin(long steps, long warmup, LongFunction<Schedule> main) {
    Checks.atLeastOne("steps", steps);
    Checks.warmup(warmup, steps);
    return warmup(warmup, main.apply(steps - warmup));
  }

  @Override
  public double valueAt(long step) {
    return valueAt(step, 1);
  }

  @Override
  public double valueAt(long step, double reduction) {
    int part = partAt(step);
    return parts.get(part).valueAt(step - first(part), reduction);
  }

  private int partAt(long step) {
    int part = 0;
    while (part < at.size() && step >= at.get(part)) {
      part++;
    }
    return part;
  }

  private long first(int part) {
    return part == 0 ? 0 : at.get(part - 1);
  }

  @Override
  public double highest() {
    return parts.stream().mapToDouble(Schedule::highest).max().orElse(0);
  }

  @Override
  public @Nullable Plateau plateauAt(long step) {
    int part = partAt(step);
    return parts.get(part).plateauAt(step - first(part));
  }

  @Override
  public long warmup() {
    Schedule start = parts.get(0);
    boolean rises = start instanceof Linear line && line.to() > line.from();
    return rises ? at.get(0) : Math.min(start.warmup(), at.get(0));
  }

  @Override
  public List<Long> boundaries() {
    List<Long> all = new ArrayList<>();
    for (int part = 0; part < parts.size(); part++) {
      long first = first(part);
      long end = part < at.size() ? at.get(part) : Long.MAX_VALUE;
      if (part > 0) {
        all.add(first);
      }
      for (long own : parts.get(part).boundaries()) {
        if (own < end - first) {
          all.add(first + own);
        }
      }
    }
    return all;
  }

  /** Returns the join of the resolved parts; boundaries are steps already. */
  @Override
  public Schedule resolve(long stepsPerEpoch) {
    return new Joined(parts.stream().map(part -> part.resolve(stepsPerEpoch)).toList(), at);
  }

  @Override
  public List<Plateau> plateaus() {
    return parts.stream().flatMap(part -> part.plateaus().stream()).toList();
  }
}
