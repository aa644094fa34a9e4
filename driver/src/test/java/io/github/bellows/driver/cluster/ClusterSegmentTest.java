package io.github.bellows.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.worker.exchange.Address;
import io.github.bellows.worker.gang.Assignment;
import io.github.bellows.worker.gang.Completion;
import io.github.bellows.worker.gang.Joining;
import io.github.bellows.worker.group.GroupShare;
import io.github.bellows.worker.group.Held;
import io.github.bellows.worker.group.MethodArrays;
import io.github.bellows.worker.step.SegmentSteps;
import io.github.bellows.worker.step.WorkerReport;
import io.github.bellows.worker.step.WorkerTimes;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ClusterSegmentTest {
  private static final Address HERE = new Address("host", 1);

  private static ClusterSegment segment(int workers) {
    float[][] none = {};
    return new ClusterSegment(
        5,
        workers,
        new MethodArrays(new float[8], Held.all(8, 8), none, none, new float[0][][], null, null));
  }

  private static Joining task(long segment, int partition) {
    return new Joining(segment, partition, "0", HERE, "engine");
  }

  @Test
  void theRosterIsThereWithTheLastTask() throws InterruptedException {
    ClusterSegment segment = segment(2);
    segment.join(task(5, 1));
    segment.join(task(5, 1));
    assertThat(segment.awaitRoster(1)).isNull();
    segment.join(task(5, 0));
    assertThat(Objects.requireNonNull(segment.awaitRoster(1)).partitions(0)).containsExactly(0, 1);
  }

  @Test
  void aTaskOfAnotherSegmentIsTooLate() {
    assertThatThrownBy(() -> segment(1).join(task(4, 0)))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_CAPACITY))
        .hasMessage("a task of segment 4 comes too late.");
  }

  @Test
  void onlyTheLossOfAGroupMatters() {
    ClusterSegment segment = segment(1);
    segment.lost(HERE, "reset");
    assertThat(segment.failure()).isNull();
    segment.assigned(
        List.of(
            new Assignment(
                5,
                List.of(GroupShare.whole(4, 8)),
                List.of(HERE),
                List.of("worker 0 (executor 0 at host:1)"),
                0,
                List.of(0),
                SegmentSteps.Position.START,
                1,
                10,
                true)));
    segment.lost(new Address("host", 2), "reset");
    assertThat(segment.failure()).isNull();
    segment.lost(HERE, "reset");
    segment.fail(new TrainingException(ErrorCode.INTERNAL, "what follows from it"));
    assertThat(segment.failure())
        .hasMessage("the connection to worker 0 (executor 0 at host:1) is lost (reset).");
  }

  private static Completion done(long step) {
    WorkerReport worker = new WorkerReport(new WorkerTimes(step, 1, 2, 3, 4), List.of());
    return new Completion(new SegmentSteps.Position(step, 0), List.of(worker));
  }

  @Test
  void groupsThatDisagreeAreADefect() {
    ClusterSegment segment = segment(2);
    segment.done(0, done(10));
    assertThatThrownBy(() -> segment.position(2)).hasMessageContaining("do not agree");
    segment.done(1, done(10));
    assertThat(segment.position(2).step()).isEqualTo(10);
    segment.done(2, done(11));
    assertThatThrownBy(() -> segment.position(3)).hasMessageContaining("do not agree");
  }
}
