package io.github.bellows.worker.group;

import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.gradient.LaneTree;
import io.github.bellows.common.gradient.Wire;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.step.Keeping;
import io.github.bellows.worker.step.Round;
import io.github.bellows.worker.step.StepOwner;
import io.github.bellows.worker.step.TrainingMethod;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes some lanes of a round outside any group, on copies of its own: the same arguments give
 * the same bits, in any JVM and however often. Stays open for other rounds and other lanes of the
 * run, since opening an engine takes longer than many a round. One thread at a time.
 */
public final class LaneWork implements AutoCloseable {
  private final GroupPlan plan;
  private final TrainingMethod.@Nullable Local local;
  private final int slots;
  private final int learned;
  private final FlatMemory parameters;
  private final LaneWalk walk;
  private final LaneFigures figures;
  private final List<LaneAccumulator> sums = new ArrayList<>();
  private @Nullable LaneRange arranged;

  /**
   * What a round begins with; only read.
   *
   * @param parameters the flat parameters and, behind them, the layers' statistics
   * @param sharedSlots the optimizer state that all lanes begin with, slot behind slot; empty where
   *     nobody reads it
   * @param laneSlots for each lane of the run the state of its own, slot behind slot; empty for
   *     lanes that are computed elsewhere, and where lanes have none
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Start(float[] parameters, float[] sharedSlots, float[][] laneSlots) {}

  /** Opens an engine for lanes of a run. */
  public LaneWork(GroupPlan plan, BlockSet samples, EngineProvider engines, TrainingMethod method) {
    this.plan = plan;
    if (method.wire() != Wire.FP32) {
      throw new IllegalArgumentException("wire = " + method.wire() + ": lanes keep no residuals");
    }
    local = method.local();
    slots = method.rule().optimizer().slots();
    learned = plan.network().layout().learned();
    parameters = new FlatMemory(plan.network().layout().length());
    walk =
        new LaneWalk(
            plan, samples, engines, parameters, false, local == null ? null : method.rule());
    figures = new LaneFigures(plan.lanes());
  }

  /**
   * Computes some lanes of a round.
   *
   * @param owner says how a lane updates its parameters in a step of its own
   * @param beforeLane called before each lane; what it throws ends the work
   */
  public LanePart compute(
      Round round, LaneRange lanes, Start start, StepOwner owner, Runnable beforeLane) {
    long began = System.nanoTime();
    arrange(lanes);
    figures.begin(round.steps().size());
    parameters.put(0, start.parameters(), 0, start.parameters().length);
    List<LaneAccumulator> used = round.local() ? sums : sums.subList(0, 1);
    LocalSlots state = round.local() && local != null ? state(local, lanes, start) : null;
    walk.run(
        round,
        lanes.from(),
        lanes.to(),
        new LaneTargets(owner, state, used, LaneTargets.AS_THEY_ARE, figures, beforeLane));
    List<byte[]> vectors = new ArrayList<>();
    used.forEach(sum -> sum.sums().forEach(values -> vectors.add(LanePart.bytes(values))));
    for (float[][] lane : state == null ? new float[0][][] : state.lanes()) {
      for (float[] slot : lane) {
        vectors.add(LanePart.bytes(slot));
      }
    }
    byte[] noted = figures.of(lanes.share());
    return new LanePart(lanes, System.nanoTime() - began, noted, vectors, walk.takeNoted());
  }

  /** Returns state that these lanes may write to: what they begin with is only read. */
  private LocalSlots state(TrainingMethod.Local method, LaneRange lanes, Start start) {
    float[][][] own = new float[plan.lanes()][0][];
    if (method.keeping() == Keeping.KEEP) {
      for (int lane = lanes.from(); lane < lanes.to(); lane++) {
        own[lane] = split(start.laneSlots()[lane]);
      }
    }
    return new LocalSlots(method.keeping(), split(start.sharedSlots()), own);
  }

  private float[][] split(float[] flat) {
    float[][] each = new float[slots][learned];
    for (int slot = 0; slot < slots && flat.length > 0; slot++) {
      System.arraycopy(flat, slot * learned, each[slot], 0, learned);
    }
    return each;
  }

  /** Makes sums for these lanes, unless those of the last round fit. */
  private void arrange(LaneRange lanes) {
    if (lanes.equals(arranged)) {
      return;
    }
    sums.clear();
    HandIn handIn = HandIn.subtrees(new LaneTree(plan.lanes()));
    sums.add(new LaneAccumulator(handIn, lanes.from(), lanes.to(), parameters.length()));
    boolean averaged = local != null && local.keeping() == Keeping.AVERAGE;
    for (int slot = 0; averaged && slot < slots; slot++) {
      sums.add(new LaneAccumulator(handIn, lanes.from(), lanes.to(), learned));
    }
    arranged = lanes;
  }

  @Override
  public void close() {
    walk.close();
  }
}
