package io.github.bellows.worker.group;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.data.SampleOrder;
import io.github.bellows.common.gradient.MeanGradient;
import io.github.bellows.common.random.SeededRandom;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.LossSum;

/**
 * One worker of a group; this is the walk of a mini-batch.
 *
 * <ol>
 *   <li>For each of its lanes: read the samples, compute loss and gradient sum on the shared
 *       parameters, add the gradient to its subtree.
 *   <li>Meet. Average its share of the blocks over all lanes.
 *   <li>Meet; one worker judges loss and norm. Update its share of the parameters in place.
 *   <li>Meet; one worker takes the next step.
 * </ol>
 *
 * <p>One thread at a time.
 */
final class Worker implements AutoCloseable {
  private static final LossSum NOTHING = new LossSum(0, 0);

  private final WorkerGroup group;
  private final int rank;
  private final LaneAccumulator lanes;
  private final GradientEngine engine;
  private final SampleBatch batch;
  private final BlockRange share;
  private final float[][] scratch;
  private final WorkerClock clock = new WorkerClock();
  private long orderEpoch = -1;
  private SampleOrder order;

  Worker(WorkerGroup group, int rank, LaneAccumulator lanes, GradientEngine engine) {
    this.group = group;
    this.rank = rank;
    this.lanes = lanes;
    this.engine = engine;
    GroupPlan plan = group.plan();
    batch = new SampleBatch(group.samples().schema(), plan.laneBatch());
    share = BlockRange.share(group.slice().blocks(), rank, plan.workers());
    scratch = new float[group.order().depth()][MeanGradient.BLOCK];
    order = SampleOrder.stored(group.samples().samples());
  }

  /** Computes steps until the segment is over. */
  void run() {
    StepBarrier barrier = group.barrier();
    for (Step step = group.step(); step != null; step = group.step()) {
      Step current = step;
      clock.start();
      computeLanes(current);
      clock.computed();
      barrier.await(rank, "average", group::weigh);
      clock.waited();
      group.slice().average(share, group.order(), group.sums(), group.weight(), scratch);
      clock.exchanged();
      barrier.await(rank, "judge", () -> group.judge(current));
      clock.waited();
      if (group.weight() > 0) { // samples that do not count move nothing, not even by momentum
        group.slice().update(share, group.scale(), current.step(), group.parameters());
      }
      clock.updated();
      barrier.await(rank, "advance", () -> group.advance(current));
      clock.waitedAfterUpdate();
    }
  }

  private void computeLanes(Step step) {
    GroupPlan plan = group.plan();
    if (plan.shuffle() && orderEpoch != step.epoch()) {
      orderEpoch = step.epoch();
      order = SampleOrder.shuffled(plan.seed(), orderEpoch, group.samples().samples());
    }
    lanes.reset();
    for (int lane = plan.firstLane(rank); lane < plan.firstLane(rank + 1); lane++) {
      long from = step.boundary(lane, plan.lanes());
      long to = step.boundary(lane + 1, plan.lanes());
      LossSum sum = NOTHING;
      if (from == to) {
        lanes.next().clear();
      } else {
        group.samples().read(order, from, (int) (to - from), batch);
        sum =
            engine.gradient(batch, lanes.next(), SeededRandom.key(plan.seed(), step.step(), lane));
      }
      group.laneSum(lane, sum);
      lanes.push();
    }
  }

  WorkerClock clock() {
    return clock;
  }

  @Override
  public void close() {
    engine.close();
  }
}
