package io.github.bellows.driver.dl4j.updater;

import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/**
 * Rates of theirs as a configuration says them. Theirs may be any code of the user's, so what has
 * no formula here is written down step by step.
 *
 * @param first updates before the run
 * @param epoch the epoch of the run, which has only one
 * @param steps updates of the run
 */
public record Rates(long first, int epoch, long steps) {
  /** Returns a rate as YAML. */
  String of(@Nullable ISchedule schedule, double constant) {
    if (schedule == null) {
      return Double.toString(constant);
    }
    if (schedule instanceof FixedSchedule || changesWithEpochs(schedule)) {
      return Double.toString(schedule.valueAt(Math.toIntExact(first), epoch));
    }
    if (schedule instanceof StepSchedule step && step.getStep() == Math.rint(step.getStep())) {
      return "{step: {from: "
          + step.getInitialValue()
          + ", factor: "
          + step.getDecayRate()
          + ", every: "
          + (long) step.getStep()
          + "}}";
    }
    if (schedule instanceof ExponentialSchedule decay) {
      return "{exponential: {from: "
          + decay.getInitialValue()
          + ", decay: "
          + decay.getGamma()
          + "}}";
    }
    return values(schedule);
  }

  private static boolean changesWithEpochs(ISchedule schedule) {
    return schedule instanceof StepSchedule step && step.getScheduleType() == ScheduleType.EPOCH
        || schedule instanceof ExponentialSchedule decay
            && decay.getScheduleType() == ScheduleType.EPOCH;
  }

  private String values(ISchedule schedule) {
    StringJoiner list = new StringJoiner(", ", "{values: {list: [", "]}}");
    for (long step = 0; step < first + steps; step++) {
      // What was before the run is not asked for again.
      long asked = Math.max(step, first);
      list.add(Double.toString(schedule.valueAt(Math.toIntExact(asked), epoch)));
    }
    return list.toString();
  }
}
