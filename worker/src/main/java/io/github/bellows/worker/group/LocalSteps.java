package io.github.bellows.worker.group;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.gradient.MeanGradient;
import io.github.bellows.common.random.SeededRandom;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.LossSum;
import io.github.bellows.worker.feed.LaneReader;
import io.github.bellows.worker.step.Divergence;
import io.github.bellows.worker.step.Round;
import io.github.bellows.worker.step.Step;
import io.github.bellows.worker.step.UpdateRule;
import io.github.bellows.worker.step.Verdict;
import java.util.List;
import java.util.Objects;

/**
 * One worker's lanes in a round of local steps, lane after lane: each starts from the shared
 * parameters, takes its steps, and hands in its parameters times the weight of its samples.
 *
 * <p>A lane's step is a mini-batch of one lane and one worker: it goes through a {@link
 * ParameterSlice} of its own. One thread at a time.
 */
final class LocalSteps {
  private static final LossSum NOTHING = new LossSum(0, 0);

  private final GroupPlan plan;
  private final GradientEngine engine;
  private final FlatMemory parameters;
  private final FlatMemory memory;
  private final LaneReader reader;
  private final ParameterSlice slice;
  private final BlockRange all;
  private final LaneSums gradient;
  private final float[][] scratch;

  /**
   * Creates the local steps of a worker.
   *
   * @param rule how a lane updates its parameters
   * @param engine computes on {@code memory}, which belongs to this worker alone
   * @param parameters those with which each lane begins a round
   */
  LocalSteps(
      GroupPlan plan,
      UpdateRule rule,
      GradientEngine engine,
      FlatMemory parameters,
      FlatMemory memory,
      LaneReader reader) {
    this.plan = plan;
    this.engine = engine;
    this.parameters = parameters;
    this.memory = memory;
    this.reader = reader;
    int learned = plan.network().layout().learned();
    int length = memory.length();
    float[][] slots = new float[rule.optimizer().slots()][learned];
    slice =
        new ParameterSlice(
            SliceArrays.of(new float[length], learned, slots),
            rule,
            ParameterSlice.Averages.GRADIENTS);
    all = BlockRange.all(length);
    gradient = new LaneSums(1, 1, length);
    scratch = new float[gradient.depth()][MeanGradient.BLOCK];
  }

  /** Takes the steps of the lanes [from, to). */
  void run(Round round, int from, int to, LaneTargets targets) {
    LocalSlots slots = Objects.requireNonNull(targets.slots(), "no slots");
    List<LaneAccumulator> sums = targets.sums();
    SliceArrays own = slice.arrays();
    for (int lane = from; lane < to; lane++) {
      targets.beforeLane().run();
      parameters.get(0, own.parameters(), 0, own.parameters().length);
      slice.publish(memory);
      slots.load(lane, round.localBefore() == 0, own.slots());
      for (int i = 0; i < round.steps().size(); i++) {
        step(round, i, lane, targets);
      }
      slots.store(lane, own.slots());
      float weight = (float) targets.figures().laneWeight(lane);
      handIn(sums.get(0), own.parameters(), weight);
      for (int slot = 0; slot + 1 < sums.size(); slot++) {
        handIn(sums.get(slot + 1), own.slots()[slot], weight);
      }
    }
  }

  private void step(Round round, int index, int lane, LaneTargets targets) {
    Step step = round.steps().get(index);
    SampleBatch batch = reader.read(step, lane);
    LossSum sum = NOTHING;
    double norm = 0;
    if (batch != null) {
      LaneAccumulator sums = gradient.of(0);
      sums.reset();
      long key = SeededRandom.key(plan.feed().seed(), step.step(), lane);
      sum = engine.gradient(batch, sums.next(), key);
      sums.push();
      slice.average(all, gradient, sum.weight(), scratch);
      norm = slice.gradientNorm();
      Divergence.check("step " + step.step() + " of lane " + lane, sum.loss(), norm);
    }
    if (sum.weight() > 0) { // samples that do not count move nothing, not even by momentum
      slice.obey(new Verdict(targets.owner().localUpdate(round, step), 0));
      if (slice.layerwise()) {
        slice.direct(all);
        slice.measured();
      }
      slice.update(all, slice.copying(memory));
    }
    targets.figures().set(index, lane, sum, norm);
  }

  private void handIn(LaneAccumulator target, float[] values, float weight) {
    FlatMemory place = target.next();
    float[] block = scratch[0];
    for (int from = 0; from < values.length; from += MeanGradient.BLOCK) {
      int count = Math.min(MeanGradient.BLOCK, values.length - from);
      System.arraycopy(values, from, block, 0, count);
      for (int i = 0; i < count; i++) {
        block[i] *= weight;
      }
      place.put(from, block, 0, count);
    }
    target.push();
  }
}
