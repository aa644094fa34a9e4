package io.github.bellows.driver.train;

import io.github.bellows.common.metric.Evaluation;

/**
 * One validation.
 *
 * @param step updates applied to the parameters it measured
 * @param epoch passes over the data completed
 * @param evaluation the figures
 */
public record ValidationReport(long step, long epoch, Evaluation evaluation) {}
