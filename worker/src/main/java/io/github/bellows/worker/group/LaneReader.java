package io.github.bellows.worker.group;

import io.github.bellows.common.augment.AugmentedData;
import io.github.bellows.common.augment.Augmenter;
import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.data.SampleOrder;
import io.github.bellows.worker.step.LaneSamples;
import io.github.bellows.worker.step.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the samples of one worker's lanes, in the order of the epoch. One thread at a time. */
final class LaneReader {
  private final GroupPlan plan;
  private final BlockSet samples;
  private final SampleBatch batch;
  private final Augmenter augmenter;
  private SampleOrder order;
  private long orderEpoch = -1;
  private List<LaneSamples> noted = new ArrayList<>();

  LaneReader(GroupPlan plan, BlockSet samples) {
    this.plan = plan;
    this.samples = samples;
    batch = new SampleBatch(samples.schema(), plan.laneBatch());
    augmenter =
        new Augmenter(
            plan.feed().augmentation(),
            plan.feed().seed(),
            new AugmentedData(samples.schema(), samples.decoding(), plan.network()));
    order = SampleOrder.stored(samples.samples());
  }

  /** Returns the samples of a lane in a step until the next call; null if it has none. */
  @Nullable SampleBatch read(Step step, int lane) {
    long from = step.boundary(lane, plan.lanes());
    long to = step.boundary(lane + 1, plan.lanes());
    if (from == to) {
      return null;
    }
    if (plan.feed().shuffle() && orderEpoch != step.epoch()) {
      orderEpoch = step.epoch();
      order = SampleOrder.shuffled(plan.feed().seed(), orderEpoch, samples.samples());
    }
    samples.read(order, from, (int) (to - from), batch);
    augmenter.apply(batch, step.epoch());
    if (plan.feed().recordSamples()) {
      noted.add(new LaneSamples(step.step(), lane, batch.origins()));
    }
    return batch;
  }

  /** Returns what was read since the last call, if the plan says that it is noted. */
  List<LaneSamples> takeNoted() {
    List<LaneSamples> taken = noted;
    noted = new ArrayList<>();
    return taken;
  }
}
