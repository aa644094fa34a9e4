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
 * One worker of a gang: finds the group of its JVM and works a whole segment without Spark's help.
 *
 * <p>The barrier stage sees to it that all workers run at once; they meet at the group's own
 * barrier. Spark's {@code barrier()} and {@code allGather()} are not used: each call waits in steps
 * of a whole second, which is more than many segments take.
 */
public final class GangTask extends AbstractFunction1<Iterator<Integer>, Iterator<TaskOutcome>>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String run;

  /** Creates the task of one run; every rank gets the same. */
  public GangTask(String run) {
    this.run = run;
  }

  @Override
  public Iterator<TaskOutcome> apply(Iterator<Integer> nothing) {
    TaskOutcome outcome;
    try {
      group().work(TaskContext.getPartitionId());
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
          "the workers of this version share the driver's JVM, but this one runs in another",
          "Run with --master 'local[n]'");
    }
    return group;
  }
}
