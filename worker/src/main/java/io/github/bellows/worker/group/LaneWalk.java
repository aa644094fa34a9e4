package io.github.bellows.worker.group;

import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.random.SeededRandom;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.LossSum;
import io.github.bellows.worker.feed.LaneReader;
import io.github.bellows.worker.step.LaneSamples;
import io.github.bellows.worker.step.Round;
import io.github.bellows.worker.step.Step;
import io.github.bellows.worker.step.UpdateRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes lanes of a round one after another: reads the samples of each, computes loss and
 * gradient sum on the round's parameters, adds the gradient to its subtree. In a round of {@link
 * LocalSteps} the lane takes its steps instead, and its parameters are added.
 *
 * <p>What a lane computes depends on the parameters, the round and the lane alone. One thread at a
 * time.
 */
final class LaneWalk implements AutoCloseable {
  private static final LossSum NOTHING = new LossSum(0, 0);

  private final GroupPlan plan;
  private final FlatMemory parameters;
  private final FlatMemory memory;
  private final LaneReader reader;
  private final GradientEngine engine;
  private final @Nullable LocalSteps localSteps;

  /**
   * Opens an engine.
   *
   * @param parameters those with which rounds begin; only read
   * @param sameLanes whether every round computes the same lanes here
   * @param localRule how a lane updates parameters of its own; null if it never does
   */
  LaneWalk(
      GroupPlan plan,
      BlockSet samples,
      EngineProvider engines,
      FlatMemory parameters,
      boolean sameLanes,
      @Nullable UpdateRule localRule) {
    this.plan = plan;
    this.parameters = parameters;
    // A lane that takes steps by itself needs parameters of its own.
    memory = localRule == null ? parameters : new FlatMemory(parameters.length());
    reader =
        new LaneReader(
            plan.feed(), plan.steps(), sameLanes ? plan.rounds() : null, samples, plan.deadline());
    engine = engines.open(plan.network(), memory);
    localSteps =
        localRule == null
            ? null
            : new LocalSteps(plan, localRule, engine, parameters, memory, reader);
  }

  /** Computes the lanes [from, to), all that the targets' sums have. */
  void run(Round round, int from, int to, LaneTargets targets) {
    targets.sums().forEach(LaneAccumulator::reset);
    reader.begin(round, from, to);
    if (round.local() && localSteps != null) {
      localSteps.run(round, from, to, targets);
      return;
    }
    if (localSteps != null) {
      memory.put(parameters);
    }
    for (int lane = from; lane < to; lane++) {
      targets.beforeLane().run();
      gradient(round.first(), lane, targets);
    }
  }

  private void gradient(Step step, int lane, LaneTargets targets) {
    LaneAccumulator sums = targets.sums().get(0);
    SampleBatch batch = reader.read(step, lane);
    LossSum sum = NOTHING;
    if (batch == null) {
      sums.next().clear();
    } else {
      long key = SeededRandom.key(plan.feed().seed(), step.step(), lane);
      sum = engine.gradient(batch, sums.next(), key);
    }
    targets.figures().set(0, lane, sum, 0);
    targets.rounding().computed(lane, sum.weight(), sums.next());
    sums.push();
  }

  /** Returns how long, in nanoseconds, samples were waited for since the last call. */
  long takeWaited() {
    return reader.takeWaited();
  }

  /** Returns which samples were read since the last call, if that is noted. */
  List<LaneSamples> takeNoted() {
    return reader.takeNoted();
  }

  @Override
  public void close() {
    reader.close();
    engine.close();
  }
}
