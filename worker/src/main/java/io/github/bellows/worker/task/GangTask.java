package io.github.bellows.worker.task;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.worker.group.WorkerGroup;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.runtime.AbstractFunction1;

/**
 * One worker of a gang: meets the others once through Spark, then works a whole segment without
 * Spark's help.
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
    BarrierTaskContext context = BarrierTaskContext.get();
    TaskOutcome outcome;
    try {
      String[] machines = context.allGather(JvmShared.jvm());
      group(machines).work(context.partitionId());
      outcome = TaskOutcome.DONE;
    } catch (Throwable failure) { // whatever it is, the driver must hear of it
      outcome = TaskOutcome.failed(failure);
    }
    return JavaConverters.asScalaIterator(List.of(outcome).iterator());
  }

  private WorkerGroup group(String[] machines) {
    WorkerGroup group = JvmShared.find(run, WorkerGroup.class);
    if (group == null || Arrays.stream(machines).distinct().count() > 1) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "cluster.mode = gang",
          "the workers of this version share the driver's JVM, but some run in another",
          "Run with --master 'local[n]'");
    }
    return group;
  }
}
