package io.github.bellows.driver.cluster;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.worker.exchange.Frame;
import io.github.bellows.worker.exchange.Peer;
import io.github.bellows.worker.gang.Assignment;
import io.github.bellows.worker.gang.Failure;
import io.github.bellows.worker.gang.GangGroup;
import io.github.bellows.worker.gang.GangRun;
import io.github.bellows.worker.gang.StateParts;
import io.github.bellows.worker.group.MethodArrays;
import io.github.bellows.worker.task.Supplies;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The driver as a group without lanes: it averages and updates all parameters. It works on arrays
 * of its own, so that those of the coordinator stay as they were until the segment is over.
 */
final class DriverSlices implements AutoCloseable {
  private final GangGroup group;
  private final GangRun run;
  private final CountDownLatch left;

  /**
   * Opens the group of a segment with the coordinator's numbers; others may send messages from then
   * on.
   *
   * @param peers the executors, and null in the driver's place
   */
  static DriverSlices open(
      GangRun run,
      Assignment assignment,
      Supplies supplies,
      List<@Nullable Peer> peers,
      MethodArrays from)
      throws InterruptedException {
    GangGroup.Means means = GangGroup.Means.of(run, supplies);
    GangGroup group = new GangGroup(run, assignment, means, peers);
    StateParts.copy(from, group.arrays());
    group.open(report -> {});
    return new DriverSlices(run, group);
  }

  private DriverSlices(GangRun run, GangGroup group) {
    this.run = run;
    this.group = group;
    left = new CountDownLatch(group.assignment().partitions().size());
  }

  /** Returns the tasks of such a group, which are threads of the driver. */
  static List<Integer> partitions() {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    List<Integer> partitions = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      partitions.add(-1 - i);
    }
    return partitions;
  }

  /** Works until the segment is over. */
  void start(ClusterSegment segment) {
    for (int partition : group.assignment().partitions()) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  group.work(partition);
                } catch (RuntimeException | Error e) {
                  segment.fail(Failure.of(e).exception());
                } finally {
                  left.countDown();
                }
              },
              "bellows-slices-" + (-1 - partition));
      thread.setDaemon(true);
      thread.start();
    }
  }

  void received(Frame frame) {
    group.received(frame);
  }

  /** Waits until it is done, and tells the segment what came out. */
  void finish(ClusterSegment segment) throws InterruptedException {
    boolean done = left.await(run.deadline().toMillis(), TimeUnit.MILLISECONDS);
    TrainingException failure = segment.failure();
    if (!done || failure != null) {
      throw failure == null
          ? new TrainingException(ErrorCode.INTERNAL, "the driver's slices hang.")
          : failure;
    }
    segment.take(StateParts.owned(group.arrays(), group.assignment().own()));
    segment.done(group.assignment().self(), group.completion());
  }

  void fail(TrainingException reason) {
    group.fail(reason);
  }

  @Override
  public void close() {
    group.close();
  }
}
