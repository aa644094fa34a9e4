package io.github.bellows.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.driver.train.SegmentReport;
import io.github.bellows.worker.exchange.Address;
import io.github.bellows.worker.gang.Completion;
import io.github.bellows.worker.gang.Joining;
import io.github.bellows.worker.group.BlockRange;
import io.github.bellows.worker.group.GroupShare;
import io.github.bellows.worker.step.LaneSamples;
import io.github.bellows.worker.step.SegmentSteps;
import io.github.bellows.worker.step.WorkerReport;
import io.github.bellows.worker.step.WorkerTimes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RosterTest {
  private static final int LENGTH = 10 * 4096 + 1;

  private static Joining task(int partition, String executor, int port) {
    return new Joining(1, partition, executor, new Address("host", port), "engine");
  }

  private static final List<Joining> TASKS =
      List.of(
          task(0, "10", 7), task(1, "9", 8), task(2, "10", 7), task(3, "9", 8), task(4, "11", 6));

  @Test
  void groupsTasksByJvmInTheOrderOfTheExecutors() {
    Roster roster = Roster.of(TASKS);
    assertThat(roster.names())
        .containsExactly(
            "workers 0 to 1 (executor 9 at host:8)",
            "workers 2 to 3 (executor 10 at host:7)",
            "worker 4 (executor 11 at host:6)");
    assertThat(roster.addresses()).extracting(Address::port).containsExactly(8, 7, 6);
    assertThat(roster.partitions(1)).containsExactly(0, 2);
  }

  @Test
  void isTheSameInWhateverOrderTheyJoin() {
    List<Joining> reversed = new ArrayList<>(TASKS);
    Collections.reverse(reversed);
    assertThat(Roster.of(reversed)).isEqualTo(Roster.of(TASKS));
  }

  @Test
  void saysWhetherAllComputeAlike() {
    assertThat(Roster.of(TASKS).engines()).containsExactly("engine");
    List<Joining> mixed = new ArrayList<>(TASKS);
    mixed.add(new Joining(1, 5, "12", new Address("host", 5), "avx2"));
    assertThat(Roster.of(mixed).engines()).containsExactly("avx2", "engine");
  }

  @Test
  void workersAreCountedThroughTheGroups() {
    List<WorkerReport> workers = new ArrayList<>();
    for (int steps = 1; steps <= TASKS.size(); steps++) {
      LaneSamples read = new LaneSamples(0, steps, new long[] {steps});
      workers.add(new WorkerReport(new WorkerTimes(steps, 1, 2, 3, 4), List.of(read)));
    }
    SegmentReport report =
        Roster.of(TASKS)
            .report(
                Map.of(
                    0, new Completion(SegmentSteps.Position.START, workers.subList(0, 2)),
                    1, new Completion(SegmentSteps.Position.START, workers.subList(2, 4)),
                    2, new Completion(SegmentSteps.Position.START, workers.subList(4, 5)),
                    3, new Completion(SegmentSteps.Position.START, workers.subList(0, 1))));
    assertThat(report.ranks())
        .extracting(row -> row.rank() + " " + row.executor() + " " + row.times().steps())
        .containsExactly("0 9 1", "1 9 2", "2 10 3", "3 10 4", "4 11 5");
    assertThat(report.samples()).extracting(LaneSamples::lane).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void everyLaneAndBlockHasOneGroup() {
    List<GroupShare> shares = Roster.of(TASKS).shares(8, LENGTH, false);
    assertThat(shares)
        .containsExactly(
            new GroupShare(0, 3, new BlockRange(0, 3)),
            new GroupShare(3, 6, new BlockRange(3, 7)),
            new GroupShare(6, 8, new BlockRange(7, 11)));
  }

  @Test
  void theDriverMayHaveAllBlocks() {
    List<GroupShare> shares = Roster.of(TASKS).shares(8, LENGTH, true);
    assertThat(shares).hasSize(4);
    assertThat(shares.get(3)).isEqualTo(new GroupShare(8, 8, new BlockRange(0, 11)));
    assertThat(shares.subList(0, 3))
        .extracting(GroupShare::blocks)
        .containsOnly(new BlockRange(0, 0));
  }
}
