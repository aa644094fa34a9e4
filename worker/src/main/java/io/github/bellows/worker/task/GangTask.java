package io.github.bellows.worker.task;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.worker.group.WorkerGroup;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.TaskContext;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.runtime.AbstractFunction1;

/**
 * One worker of a gang: finds the group of its JVM and works a whole segment in it, without Spark's
 * help.
 *
 * <p>The tasks do not meet through Spark, since that takes a second of sleep in {@code
 * BarrierTaskContext}, more than many a segment. They need not: whoever finds the group by its key
 * is in the one JVM that has it, and there the workers meet at the group's own barrier. Nor may
 * that class be loaded: it starts a thread that keeps a program with a local master from ending.
 */
public final class GangTask extends AbstractFunction1<Iterator<Integer>, Iterator<TaskOutcome>>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String run;

  /** Creates the task of one run; every rank gets the same. */
  public GangTask(String run) {
    this.run = run;
  }

  /**
   * Works as the rank that is the task's partition.
   *
   * @throws TrainingException if the group is in another JVM: Spark then ends the other tasks too
   */
  @Override
  public Iterator<TaskOutcome> apply(Iterator<Integer> nothing) {
    WorkerGroup group = group();
    TaskOutcome outcome;
    try {
      group.work(TaskContext.getPartitionId());
      outcome = TaskOutcome.DONE;
    } catch (Throwable failure) { // whatever it is, the driver must hear of it
      outcome = TaskOutcome.failed(failure);
    }
    return JavaConverters.asScalaIterator(List.of(outcome).iterator());
  }

  private WorkerGroup group() {
    WorkerGroup group = JvmShared.find(run, WorkerGroup.class);
    if (group == null) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "cluster.mode = gang",
          "the workers of this version share the driver's JVM, but some run in another",
          "Run with --master 'local[n]'");
    }
    return group;
  }
}
