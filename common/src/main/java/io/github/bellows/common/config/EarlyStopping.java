package io.github.bellows.common.config;

/**
 * When to stop before the last epoch: after {@code patience} validations in a row without an
 * improvement of more than {@code minDelta}.
 *
 * @param metric a validation metric, {@code loss} (smaller is better) or {@code accuracy} (larger
 *     is better)
 * @param patience validations without improvement that are borne, at least 1
 * @param minDelta smallest change that counts as an improvement, at least 0
 * @param restoreBest whether the model that is written is the best one rather than the last
 */
public record EarlyStopping(String metric, int patience, double minDelta, boolean restoreBest) {}
