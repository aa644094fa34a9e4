package io.github.bellows.worker.group;

import io.github.bellows.worker.step.StepTimes;
import io.github.bellows.worker.step.WorkerTimes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The clocks of a group's workers, and how long the other groups' workers have computed in the
 * round, which they say beside their losses. A worker writes to its own clock; everything else is
 * done by one while the others wait.
 */
final class GroupClocks {
  private final List<WorkerClock> clocks;
  private final int self;
  private final long[][] computed;
  private long waitedForGroups;

  /**
   * Creates the clocks of a group.
   *
   * @param groups how many there are
   * @param self the number of this one: ranks ascend with the groups
   */
  GroupClocks(int workers, int groups, int self) {
    clocks = Stream.generate(WorkerClock::new).limit(workers).toList();
    this.self = self;
    computed = new long[groups][0];
  }

  /** Returns the clock of a worker. */
  WorkerClock of(int rank) {
    return clocks.get(rank);
  }

  /** Returns how long each worker has computed in the round, for the other groups. */
  byte[] computed() {
    ByteBuffer bytes = ByteBuffer.allocate(clocks.size() * Long.BYTES);
    clocks.forEach(clock -> bytes.putLong(clock.compute()));
    return bytes.array();
  }

  /** Takes what remains of a message as what another group's {@link #computed} made. */
  void take(int group, ByteBuffer bytes) {
    computed[group] = new long[bytes.remaining() / Long.BYTES];
    bytes.asLongBuffer().get(computed[group]);
  }

  /** Takes note how long all workers of the group have waited for the other groups' lanes. */
  void waitedForGroups(long nanos) {
    waitedForGroups = nanos;
  }

  /** Returns how long all workers of the group have waited for the other groups' lanes. */
  long waitedForGroups() {
    return waitedForGroups;
  }

  /** Ends a round, and returns where the time of one of its steps went. */
  StepTimes roundDone(int steps) {
    WorkerTimes sum = WorkerTimes.NONE;
    for (WorkerClock clock : clocks) {
      WorkerTimes round = clock.round(steps);
      clock.add(round);
      sum = sum.plus(round);
    }
    computed[self] = clocks.stream().mapToLong(WorkerClock::compute).toArray();
    long[] all = Arrays.stream(computed).flatMapToLong(Arrays::stream).toArray();
    int slowest = 0;
    for (int rank = 1; rank < all.length; rank++) {
      slowest = all[rank] > all[slowest] ? rank : slowest;
    }
    double shares = sum.steps();
    return new StepTimes(
        sum.compute() / shares,
        sum.exchange() / shares,
        sum.update() / shares,
        sum.waiting() / shares,
        slowest,
        (double) all[slowest] / steps);
  }

  /** Returns by rank what the workers' rounds since the last call have taken. */
  List<WorkerTimes> take() {
    List<WorkerTimes> taken = new ArrayList<>();
    clocks.forEach(clock -> taken.add(clock.take()));
    return taken;
  }
}
