package io.github.bellows.worker.group;

import io.github.bellows.common.gradient.MeanGradient;
import io.github.bellows.worker.step.LaneSamples;
import io.github.bellows.worker.step.Round;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One worker of a group; this is the walk of a mini-batch.
 *
 * <ol>
 *   <li>Walk its lanes ({@link LaneWalk}): their gradients, or the parameters of lanes that took
 *       steps by themselves, are added to their subtrees.
 *   <li>Meet. Where there are other groups, send them what the lanes add up to in their blocks, and
 *       wait for theirs. Average its share of the group's blocks over all lanes.
 *   <li>Meet; one worker judges loss and norm. Update its share of the parameters in place, and
 *       send them to the other groups.
 *   <li>Meet; one worker takes the next round, once all new parameters are here.
 * </ol>
 *
 * <p>One thread at a time.
 */
final class Worker implements AutoCloseable {
  private static final float[][] NO_SLOTS = {};

  private final WorkerGroup group;
  private final int rank;
  private final int firstLane;
  private final int endLane;
  private final @Nullable LaneWalk walk;
  private final BlockRange share;
  private final float[][] scratch;
  private final WorkerClock clock;

  Worker(WorkerGroup group, int rank) {
    this.group = group;
    this.rank = rank;
    clock = group.clocks().of(rank);
    GroupPlan plan = group.plan();
    GroupShare groupShare = group.share();
    firstLane = groupShare.firstLane(rank, plan.workers());
    endLane = groupShare.firstLane(rank + 1, plan.workers());
    LocalRounds local = group.local();
    walk =
        firstLane == endLane
            ? null
            : new LaneWalk(
                plan,
                group.samples(),
                group.engines(),
                group.crossing().parameters(),
                true,
                local == null ? null : local.rule());
    share = groupShare.blocks().share(rank, plan.workers());
    scratch = new float[group.sums().depth()][MeanGradient.BLOCK];
  }

  /** Computes rounds until the segment is over. */
  void run() {
    StepBarrier barrier = group.barrier();
    for (Round round = group.round(); round != null; round = group.round()) {
      Round current = round;
      clock.start();
      clock.waitedMeanwhile(compute(current));
      clock.computed();
      barrier.await(rank, "average", () -> group.computed(current));
      clock.waited();
      exchange(current);
      ParameterSlice slice = group.slice(current);
      slice.average(share, group.sums(), group.weight(), scratch);
      clock.exchanged();
      barrier.await(rank, "judge", () -> group.judge(current));
      clock.waited();
      if (group.weight() > 0) { // samples that do not count move nothing, not even by momentum
        update(slice, current);
      }
      clock.updated();
      barrier.await(rank, "advance", () -> group.advance(current));
      clock.waitedAfterUpdate();
    }
  }

  /** Computes the lanes of a round, and returns how long their samples were waited for. */
  private long compute(Round round) {
    if (walk == null) {
      return 0;
    }
    List<LaneAccumulator> sums = new ArrayList<>(List.of(group.sums().of(rank)));
    group.slotSums().forEach(slot -> sums.add(slot.of(rank)));
    LocalRounds local = group.local();
    LocalSlots slots = local == null ? null : local.slots();
    walk.run(
        round,
        firstLane,
        endLane,
        new LaneTargets(
            group.owner(), slots, sums, group.crossing()::computed, group.figures(), () -> {}));
    return walk.takeWaited();
  }

  /** Sends this worker's part of the group's sums, and waits for those of the other groups. */
  private void exchange(Round round) {
    SliceExchange exchange = group.exchange();
    if (exchange == null) {
      return;
    }
    exchange.sendSums(round, rank, 0, group.sums(), scratch);
    List<LaneSums> slots = round.local() ? group.slotSums() : List.of();
    for (int slot = 0; slot < slots.size(); slot++) {
      exchange.sendSums(round, rank, slot + 1, slots.get(slot), scratch);
    }
    group.barrier().await(rank, "exchange", () -> group.received(round));
    clock.waitedMeanwhile(group.clocks().waitedForGroups());
  }

  private void update(ParameterSlice slice, Round round) {
    if (slice.layerwise()) {
      slice.direct(share);
      group.barrier().await(rank, "trust", () -> group.directed(round));
    }
    slice.update(share, group.crossing()::updated);
    SliceExchange exchange = group.exchange();
    if (exchange != null) {
      exchange.sendUpdated(round, rank, 0, NO_SLOTS);
    }
    LocalRounds local = group.local();
    if (round.local() && local != null) {
      averageSlots(round, local.slots(), exchange);
    }
  }

  private void averageSlots(Round round, LocalSlots slots, @Nullable SliceExchange exchange) {
    List<LaneSums> sums = group.slotSums();
    for (int slot = 0; slot < sums.size(); slot++) {
      slots.average(slot, share, sums.get(slot), group.weight(), scratch);
      if (exchange != null) {
        exchange.sendUpdated(round, rank, slot + 1, slots.shared());
      }
    }
  }

  /** Returns which samples its lanes have read since the last call, if that is noted. */
  List<LaneSamples> takeNoted() {
    return walk == null ? List.of() : walk.takeNoted();
  }

  @Override
  public void close() {
    if (walk != null) {
      walk.close();
    }
  }
}
