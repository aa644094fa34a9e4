package io.github.bellows.driver.run;

import io.github.bellows.common.config.AverageConfig;
import io.github.bellows.common.config.LocalTraining;
import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.config.TrainingConfig;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.gradient.Clipping;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.optim.Optimizer;
import io.github.bellows.common.optim.OptimizerSpec;
import io.github.bellows.common.optim.WeightAverage;
import io.github.bellows.common.schedule.Schedule;
import io.github.bellows.worker.step.Keeping;
import io.github.bellows.worker.step.Rounds;
import io.github.bellows.worker.step.StepPlan;
import io.github.bellows.worker.step.TrainingMethod;
import io.github.bellows.worker.step.UpdateRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The training method that a configuration asks for, once the network and the length of the run are
 * known.
 *
 * @param config what was asked for
 * @param layout the network's tensors
 * @param plan the length of run and epoch
 */
record MethodChoice(RunConfig config, ParameterLayout layout, StepPlan plan) {
  private static final String AVERAGE = "training.weightAverage";

  /**
   * Returns the method, its schedules resolved to steps.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if something of it lies behind the
   *     end of the run, or no layer is left to train
   */
  TrainingMethod method() {
    TrainingConfig training = config.training();
    OptimizerSpec spec = config.optimizer().resolve(plan.stepsPerEpoch());
    TensorRules tensors = TensorRules.of(layout, training.layers(), spec.regularization());
    WeightAverage average = average(training.weightAverage());
    Schedule rate = average == null ? spec.learningRate() : average.during(spec.learningRate());
    requireWarmupWithinRun("optimizer." + spec.kind() + ".learningRate", spec.learningRate());
    Optimizer optimizer = new Optimizer(spec, rate, tensors.rules());
    return new TrainingMethod(
        new UpdateRule(optimizer, training.clip(), tensors.layerEnds()),
        local(training.local(), tensors),
        average,
        training.weightAverage() != null && training.weightAverage().validate(),
        config.cluster().wire());
  }

  private TrainingMethod.@Nullable Local local(@Nullable LocalTraining local, TensorRules tensors) {
    if (local == null) {
      return null;
    }
    OptimizerSpec spec = local.outer().resolve(plan.stepsPerEpoch());
    String key = "training.outerOptimizer." + spec.kind() + ".learningRate";
    requireWarmupWithinRun(key, spec.learningRate());
    requireBefore(
        "training.startAfter = " + local.startAfter(), local.startAfter(), "no round would begin");
    Optimizer outer = new Optimizer(spec, spec.learningRate(), tensors.unscaled());
    List<Rounds.Length> lengths =
        local.lengths().stream()
            .map(length -> new Rounds.Length(length.from(), length.steps()))
            .toList();
    return new TrainingMethod.Local(
        new Rounds(local.startAfter(), lengths),
        Keeping.valueOf(local.state().name()),
        new UpdateRule(outer, Clipping.NONE, List.of()));
  }

  private @Nullable WeightAverage average(@Nullable AverageConfig config) {
    if (config == null) {
      return null;
    }
    WeightAverage average = config.resolve(plan.stepsPerEpoch());
    String key = AVERAGE + "." + average.kind();
    requireBefore(
        key + ".start = " + average.start() + ", every = " + average.every(),
        average.start() + average.every() - 1,
        "nothing would be averaged before the end of the first period");
    return average;
  }

  private void requireBefore(String what, long step, String otherwise) {
    if (step >= plan.totalSteps()) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          what,
          "the run has " + plan.totalSteps() + " steps, so " + otherwise,
          "Write a smaller number, or train longer");
    }
  }

  private void requireWarmupWithinRun(String key, Schedule schedule) {
    if (schedule.warmup() > plan.totalSteps()) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          key,
          "the warm-up takes "
              + schedule.warmup()
              + " steps, but the run has "
              + plan.totalSteps()
              + ", so the rate would never be reached",
          "Write a shorter warm-up, or train longer");
    }
  }
}
