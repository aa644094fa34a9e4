package io.github.bellows.worker.feed;

import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.data.SampleOrder;
import io.github.bellows.worker.step.Step;
import io.github.bellows.worker.step.StepPlan;

/** Reads and decodes the samples of a lane in a step. One thread at a time. */
final class BatchFiller {
  private final LaneFeed feed;
  private final StepPlan plan;
  private final BlockSet samples;
  private SampleOrder order;
  private long orderEpoch = -1;

  BatchFiller(LaneFeed feed, StepPlan plan, BlockSet samples) {
    this.feed = feed;
    this.plan = plan;
    this.samples = samples;
    order = SampleOrder.stored(samples.samples());
  }

  /** Fills a batch with the samples of a lane in a step; none if it has none. */
  void fill(Step step, int lane, SampleBatch target) {
    long from = step.boundary(lane, feed.lanes());
    long to = step.boundary(lane + 1, feed.lanes());
    if (from == to) {
      target.clear();
      return;
    }
    if (orderEpoch != step.epoch()) {
      orderEpoch = step.epoch();
      order = order(orderEpoch);
    }
    samples.read(order, from, (int) (to - from), target);
  }

  private SampleOrder order(long epoch) {
    return switch (feed.order()) {
      case EXACT -> SampleOrder.shuffled(feed.seed(), epoch, samples.samples());
      case BLOCKS -> samples.blockOrder(feed.seed(), epoch, feed.lanes(), plan.globalBatch());
      case STORED -> SampleOrder.stored(samples.samples());
    };
  }
}
