package io.github.bellows.worker.gang;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.worker.task.Delivery;
import io.github.bellows.worker.task.JvmShared;
import io.github.bellows.worker.task.TaskOutcome;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.runtime.AbstractFunction1;

/**
 * One worker of a gang in an executor: joins through the {@link Member} of its JVM and works a
 * segment.
 */
public final class MemberTask extends AbstractFunction1<Iterator<Integer>, Iterator<TaskOutcome>>
    implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(MemberTask.class);

  private final GangRun run;
  private final Delivery delivery;
  private final int generation;
  private final long segment;

  /** Creates the task of one segment in one attempt; every partition gets the same. */
  public MemberTask(GangRun run, Delivery delivery, int generation, long segment) {
    this.run = run;
    this.delivery = delivery;
    this.generation = generation;
    this.segment = segment;
  }

  /** The member of a run in this JVM; another attempt makes another one. */
  private static final class Seat {
    private @Nullable Member member;

    synchronized Member take(GangRun run, int generation, Delivery delivery) {
      if (member != null && member.generation() > generation) {
        throw new TrainingException(
            ErrorCode.NO_CAPACITY, "a task of attempt " + generation + " comes too late.");
      }
      if (member == null || member.generation() < generation) {
        if (member != null) {
          member.close();
        }
        String executor = SparkEnv.get().executorId();
        member =
            new Member(
                run, generation, () -> GangGroup.Means.of(run, delivery.supplies()), executor);
      }
      return member;
    }
  }

  /**
   * Works as the task of its partition. An error that another attempt would meet again comes back
   * as a value, and the others have heard of it from the driver.
   *
   * @throws TrainingException if another attempt may succeed, or there is no member: Spark then
   *     ends the other tasks, which may be waiting for this one, and the driver tries again
   */
  @Override
  public Iterator<TaskOutcome> apply(Iterator<Integer> nothing) {
    Seat seat = JvmShared.arrived("gang-" + run.id(), Seat.class, Seat::new);
    Member member = seat.take(run, generation, delivery);
    TaskOutcome outcome;
    try {
      member.work(segment, TaskContext.getPartitionId());
      outcome = TaskOutcome.DONE;
    } catch (Throwable failure) { // whatever it is, the driver must hear of it
      LOG.warn("segment {} of attempt {} failed here", segment, generation, failure);
      TrainingException known = TrainingException.findIn(failure);
      if (known != null && known.code() == ErrorCode.NO_CAPACITY) {
        throw known;
      }
      outcome = TaskOutcome.failed(failure);
    }
    return JavaConverters.asScalaIterator(List.of(outcome).iterator());
  }
}
