package io.github.bellows.common.schedule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A constant that is lowered whenever a figure of the validations stops improving; PyTorch's {@code
 * ReduceLROnPlateau} with {@code threshold_mode='rel'}. The one schedule with state: a {@link
 * State}, which its caller keeps, moves on with {@link #after}, and puts into checkpoints.
 *
 * <p>A validation is a gain if its figure is better than the best so far by more than {@code
 * threshold} times that best. After more than {@code patience} validations in a row without gain
 * the value becomes {@code max(value · factor, floor)}, and the next {@code cooldown} validations
 * count none without gain.
 *
 * <p>Two things differ from PyTorch: of a figure below 0 the threshold takes the size, where
 * PyTorch lets the figure get worse by it; and no reduction is too small to be made, where PyTorch
 * leaves out those below 1e-8.
 *
 * @param from the value before any reduction, positive and finite
 * @param metric the figure, such as {@code loss}
 * @param factor multiplies the value at each reduction, in (0, 1)
 * @param patience validations without gain that are borne, at least 0
 * @param threshold least relative gain that counts, in [0, 1)
 * @param cooldown validations after a reduction that are not counted, at least 0
 * @param floor the value is never lower, in [0, from)
 * @param stopsAtFloor whether training is to stop when a reduction would lead below the floor
 */
public record Plateau(
    double from,
    String metric,
    double factor,
    int patience,
    double threshold,
    int cooldown,
    double floor,
    boolean stopsAtFloor)
    implements Schedule {
  /** PyTorch's, as the two below. */
  public static final double DEFAULT_FACTOR = 0.1;

  /** Ten validations without gain are borne. */
  public static final int DEFAULT_PATIENCE = 10;

  /** A gain below a ten-thousandth is none. */
  public static final double DEFAULT_THRESHOLD = 1e-4;

  private static final double ROUNDING = 1e-12;

  /** Checks the numbers. */
  public Plateau {
    Checks.positive("from", from);
    Checks.metric(metric);
    Checks.inside("factor", factor, factor > 0 && factor < 1, "(0, 1)");
    Checks.inside("patience", patience, patience >= 0, "[0, ∞)");
    Checks.inside("threshold", threshold, threshold >= 0 && threshold < 1, "[0, 1)");
    Checks.inside("cooldown", cooldown, cooldown >= 0, "[0, ∞)");
    Checks.inside("floor", floor, floor >= 0 && floor < from, "[0, from), and from is " + from);
    if (stopsAtFloor && floor == 0) {
      throw new IllegalArgumentException(
          "floor = 0.0: must be above 0 where training is to stop at the floor");
    }
  }

  /**
   * How far a plateau has come down.
   *
   * @param reduction what its value is multiplied with
   * @param best the best figure so far; null before the first validation
   * @param withoutGain validations in a row without gain, since the last reduction
   * @param cooldownLeft validations that are not counted yet
   * @param exhausted whether a reduction would have led below the floor
   */
  public record State(
      double reduction,
      @Nullable Double best,
      int withoutGain,
      int cooldownLeft,
      boolean exhausted) {
    /** Before the first validation. */
    public static final State START = new State(1, null, 0, 0, false);
  }

  /** Returns the value before any reduction. */
  @Override
  public double valueAt(long step) {
    return from;
  }

  @Override
  public double valueAt(long step, double reduction) {
    return Math.max(from * reduction, floor);
  }

  @Override
  public double highest() {
    return from;
  }

  @Override
  public Plateau plateauAt(long step) {
    return this;
  }

  /**
   * Returns the state after one more validation.
   *
   * @param figure the value of {@link #metric}
   * @param lowerIsBetter whether a smaller figure is a better one
   */
  public State after(State state, double figure, boolean lowerIsBetter) {
    Double best = state.best();
    boolean gain = best == null || gain(best, figure, lowerIsBetter) > threshold * Math.abs(best);
    double newBest = best == null || gain ? figure : best;
    int withoutGain = gain ? 0 : state.withoutGain() + 1;
    int cooldownLeft = state.cooldownLeft();
    if (cooldownLeft > 0) {
      cooldownLeft--;
      withoutGain = 0;
    }
    if (withoutGain <= patience) {
      return new State(state.reduction(), newBest, withoutGain, cooldownLeft, state.exhausted());
    }
    double lower = from * state.reduction() * factor;
    // Two reductions to 0.01 may end a rounding below it; that is not below a floor of 0.01.
    boolean below = lower < floor * (1 - ROUNDING);
    return new State(
        Math.max(lower, floor) / from, newBest, 0, cooldown, state.exhausted() || below);
  }

  private static double gain(double best, double figure, boolean lowerIsBetter) {
    return lowerIsBetter ? best - figure : figure - best;
  }

  @Override
  public List<Plateau> plateaus() {
    return List.of(this);
  }
}
