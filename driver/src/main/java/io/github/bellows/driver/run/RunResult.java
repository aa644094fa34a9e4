package io.github.bellows.driver.run;

import io.github.bellows.common.metric.Evaluation;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.TrainingLoop;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended without an error.
 *
 * @param end completed, stopped early, or interrupted
 * @param steps updates applied
 * @param directory where everything is
 * @param validation figures of the saved model; null without validation data or if interrupted
 * @param arrays parameters and the optimizer's state behind the last step, by their names in a
 *     checkpoint
 */
public record RunResult(
    TrainingLoop.End end,
    long steps,
    RunDirectory directory,
    @Nullable Evaluation validation,
    Map<String, float[]> arrays) {}
