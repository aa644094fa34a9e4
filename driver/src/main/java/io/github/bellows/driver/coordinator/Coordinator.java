package io.github.bellows.driver.coordinator;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.gradient.Clipping;
import io.github.bellows.common.optim.Optimizer;
import io.github.bellows.common.optim.OptimizerSpec;
import io.github.bellows.worker.group.ParameterSlice;
import io.github.bellows.worker.group.Step;
import io.github.bellows.worker.group.StepOwner;
import io.github.bellows.worker.group.StepSums;
import io.github.bellows.worker.group.StepTimes;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Parameters, optimizer state and the step they stand at.
 *
 * <p>Between segments the driver's thread owns everything here. During a segment the workers update
 * the arrays and call the {@link StepOwner} methods one at a time; the driver's thread may only
 * take reports and ask for a stop.
 */
public final class Coordinator implements StepOwner {
  private final StepPlan plan;
  private final OptimizerSpec optimizer;
  private final Clipping clipping;
  private final float[] parameters;
  private final float[][] slots;
  private final ParameterSlice slice;
  private final BlockingQueue<StepReport> reports = new LinkedBlockingQueue<>();
  private long step;
  private long segmentEnd;
  private volatile boolean stopRequested;

  /**
   * Creates a coordinator before the first step.
   *
   * @param plan which samples each step uses
   * @param optimizer resolved to steps
   * @param clipping limits on the mean gradient
   * @param parameters initial parameters, and the layers' statistics behind them; owned by the
   *     coordinator from now on
   * @param learned the number of parameters
   */
  public Coordinator(
      StepPlan plan, OptimizerSpec optimizer, Clipping clipping, float[] parameters, int learned) {
    this.plan = plan;
    this.optimizer = optimizer;
    this.clipping = clipping;
    this.parameters = parameters;
    Optimizer update = optimizer.optimizer();
    this.slots = new float[update.slots()][learned];
    this.slice = new ParameterSlice(parameters, learned, slots, update, clipping);
  }

  /**
   * Continues from a checkpoint.
   *
   * @throws IllegalArgumentException if the arrays have other sizes
   */
  public void restore(long atStep, float[] fromParameters, float[][] fromSlots) {
    if (fromParameters.length != parameters.length || fromSlots.length != slots.length) {
      throw new IllegalArgumentException("a checkpoint of another network or optimizer");
    }
    System.arraycopy(fromParameters, 0, parameters, 0, parameters.length);
    for (int slot = 0; slot < slots.length; slot++) {
      System.arraycopy(fromSlots[slot], 0, slots[slot], 0, slots[slot].length);
    }
    step = atStep;
  }

  /** Allows the steps below {@code end}; the next {@link #next} behind them ends the segment. */
  public void openSegment(long end) {
    segmentEnd = Math.min(end, plan.totalSteps());
    reports.clear();
  }

  @Override
  public @Nullable Step next() {
    return step < segmentEnd && !stopRequested ? plan.at(step) : null;
  }

  @Override
  public float judge(Step current, StepSums sums) {
    boolean lossFinite = Double.isFinite(sums.loss());
    if (!lossFinite || !Double.isFinite(sums.gradientNorm())) {
      throw TrainingException.of(
          ErrorCode.DIVERGED,
          "step "
              + current.step()
              + (lossFinite
                  ? ", gradient norm = " + sums.gradientNorm()
                  : ", loss = " + sums.meanLoss()),
          "must be finite",
          "Lower optimizer.learningRate, set training.clip.norm, or check the scale of the data;"
              + " checkpoints up to this step are kept");
    }
    return clipping.scale(sums.gradientNorm());
  }

  @Override
  public void completed(Step current, StepSums sums, StepTimes times) {
    reports.add(
        new StepReport(
            current.step(),
            current.epoch(),
            current.samples(),
            sums.weight(),
            sums.meanLoss(),
            optimizer.learningRate().valueAt(current.step()),
            sums.gradientNorm(),
            times));
    step = current.step() + 1;
  }

  /** Ends the segment after the step under way. May be called from any thread. */
  public void requestStop() {
    stopRequested = true;
  }

  /** Returns whether a stop was requested. */
  public boolean stopRequested() {
    return stopRequested;
  }

  /** Returns the completed steps in order, as a queue the driver's thread empties. */
  public BlockingQueue<StepReport> reports() {
    return reports;
  }

  /** Returns the number of updates applied. */
  public long step() {
    return step;
  }

  /** Returns which samples each step uses. */
  public StepPlan plan() {
    return plan;
  }

  /** Returns the parameters themselves, the statistics behind them; not a copy. */
  public float[] parameters() {
    return parameters;
  }

  /** Returns the optimizer's state itself, not a copy. */
  public float[][] slots() {
    return slots;
  }

  /** Returns what the workers update. */
  public ParameterSlice slice() {
    return slice;
  }
}
