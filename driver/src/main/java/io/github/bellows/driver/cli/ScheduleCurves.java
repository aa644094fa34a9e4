package io.github.bellows.driver.cli;

import io.github.bellows.common.config.AverageConfig;
import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.optim.OptimizerSpec;
import io.github.bellows.common.schedule.Constant;
import io.github.bellows.common.schedule.Schedule;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;

/** The schedules that a run follows, by their keys and resolved to steps. */
final class ScheduleCurves {
  private ScheduleCurves() {}

  /**
   * Returns the learning rate, and what else of the optimizer is no constant.
   *
   * @throws io.github.bellows.common.error.TrainingException if one counts epochs and the steps of
   *     an epoch are not known
   */
  static Map<String, Schedule> of(RunConfig config, RunLength length) {
    OptimizerSpec spec = config.optimizer();
    String prefix = "optimizer." + spec.kind() + ".";
    Map<String, Schedule> curves = new LinkedHashMap<>();
    String rate = prefix + "learningRate";
    curves.put(rate, learningRate(config, length, resolved(rate, spec.learningRate(), length)));
    for (RecordComponent component : spec.getClass().getRecordComponents()) {
      if (component.getType() == Schedule.class && !component.getName().equals("learningRate")) {
        curves.put(prefix + component.getName(), value(spec, component));
      }
    }
    curves.put(prefix + "weightDecay", spec.regularization().weightDecay());
    curves.entrySet().removeIf(e -> !e.getKey().equals(rate) && e.getValue() instanceof Constant);
    curves.replaceAll((key, schedule) -> resolved(key, schedule, length));
    return curves;
  }

  /** Returns the rate of the run: an average along the way may bring one of its own. */
  private static Schedule learningRate(RunConfig config, RunLength length, Schedule own) {
    AverageConfig average = config.training().weightAverage();
    if (average == null) {
      return own;
    }
    String key = "training.weightAverage." + average.average().kind();
    Schedule rate = average.average().learningRate();
    boolean epochs = average.inEpochs() || (rate != null && !rate.resolve(1).equals(rate));
    return average.resolve(epochs ? length.requireStepsPerEpoch(key) : 1).during(own);
  }

  private static Schedule resolved(String key, Schedule schedule, RunLength length) {
    boolean epochs = !schedule.resolve(1).equals(schedule);
    return epochs ? schedule.resolve(length.requireStepsPerEpoch(key)) : schedule;
  }

  private static Schedule value(OptimizerSpec spec, RecordComponent component) {
    try {
      return (Schedule) component.getAccessor().invoke(spec);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(spec + ": " + component.getName() + " cannot be read", e);
    }
  }
}
