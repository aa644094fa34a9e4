package io.github.bellows.driver.cluster;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.driver.train.SegmentReport;
import io.github.bellows.worker.exchange.Address;
import io.github.bellows.worker.exchange.Frame;
import io.github.bellows.worker.gang.Assignment;
import io.github.bellows.worker.gang.Completion;
import io.github.bellows.worker.gang.Joining;
import io.github.bellows.worker.gang.StateParts;
import io.github.bellows.worker.gang.StateTransfer;
import io.github.bellows.worker.group.MethodArrays;
import io.github.bellows.worker.step.SegmentSteps;
import io.github.bellows.worker.step.StepReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * What the driver knows of one attempt at a segment: who has joined, what has come back. Network
 * threads write to it, the driver's thread reads and waits.
 */
final class ClusterSegment {
  private final long number;
  private final int workers;
  private final MethodArrays staging;
  private final StateTransfer arriving;
  private final BlockingQueue<StepReport> reports = new LinkedBlockingQueue<>();
  private final Map<Integer, Joining> joined = new TreeMap<>();
  private final Map<Integer, Completion> done = new TreeMap<>();
  private List<Assignment> assignments = List.of();
  private @Nullable TrainingException failure;

  /**
   * Creates a segment that nobody has joined.
   *
   * @param number tells it from others
   * @param workers tasks that will join
   * @param staging receives the numbers that come back
   */
  ClusterSegment(long number, int workers, MethodArrays staging) {
    this.number = number;
    this.workers = workers;
    this.staging = staging;
    List<StateParts.Part> all = StateParts.whole(staging);
    arriving = new StateTransfer(all, StateParts.elements(all));
  }

  long number() {
    return number;
  }

  /** Takes a task that is here. */
  synchronized void join(Joining task) {
    if (task.segment() != number) {
      throw new TrainingException(
          ErrorCode.NO_CAPACITY, "a task of segment " + task.segment() + " comes too late.");
    }
    joined.put(task.partition(), task);
    notifyAll();
  }

  /** Waits a little for all tasks; returns them once they are here, null before. */
  synchronized @Nullable Roster awaitRoster(long millis) throws InterruptedException {
    if (joined.size() < workers && failure == null) {
      wait(millis);
    }
    return joined.size() < workers ? null : Roster.of(joined.values());
  }

  int workers() {
    return workers;
  }

  synchronized int joined() {
    return joined.size();
  }

  synchronized void assigned(List<Assignment> all) {
    assignments = List.copyOf(all);
  }

  synchronized List<Assignment> assignments() {
    return assignments;
  }

  /** Takes numbers that a group hands over. */
  void stateArrived(Frame frame) {
    if (frame.sequence() == number) {
      arriving.received(frame);
    }
  }

  /** Takes numbers that are in this JVM. */
  void take(List<StateParts.Part> parts) {
    parts.forEach(arriving::take);
  }

  /** Takes a step that is completed. */
  void reported(StepReport report) {
    reports.add(report);
  }

  BlockingQueue<StepReport> reports() {
    return reports;
  }

  /** Takes a group's word that it is done. */
  synchronized void done(int group, Completion completion) {
    done.put(group, completion);
    notifyAll();
  }

  /** Takes the first failure; later ones follow from it. */
  synchronized void fail(TrainingException reason) {
    if (failure == null) {
      failure = reason;
    }
    notifyAll();
  }

  /** Takes the loss of a connection; it matters if a group of this segment was there. */
  synchronized void lost(Address peer, String reason) {
    failAt(peer, "the connection to %s is lost (%s).", reason);
  }

  /** Takes the word of a group of this segment that it did not take a message. */
  synchronized void rejected(Address peer, String reason) {
    failAt(peer, "a message to %s was refused: %s.", reason);
  }

  private void failAt(Address peer, String what, String reason) {
    for (Assignment assignment : assignments) {
      int group = assignment.addresses().indexOf(peer);
      if (group >= 0) {
        String name = assignment.names().get(group);
        fail(new TrainingException(ErrorCode.NO_CAPACITY, what.formatted(name, reason)));
        return;
      }
    }
  }

  synchronized @Nullable TrainingException failure() {
    return failure;
  }

  /** Waits until all numbers are back, and returns them. */
  MethodArrays result(Duration deadline) throws InterruptedException {
    arriving.await(deadline, "the executors");
    return staging;
  }

  /** Returns where all groups stand at the end; there are so many. */
  synchronized SegmentSteps.Position position(int groups) {
    List<SegmentSteps.Position> all = done.values().stream().map(Completion::position).toList();
    if (all.size() != groups || all.stream().distinct().count() != 1) {
      throw new TrainingException(
          ErrorCode.INTERNAL, "the groups do not agree where they stand: " + all + ".");
    }
    return all.get(0);
  }

  /** Returns what the workers tell of it, once all groups are done. */
  synchronized SegmentReport summary() {
    return Roster.of(joined.values()).report(done);
  }
}
