package io.github.bellows.driver.prepare;

import io.github.bellows.common.data.Preprocessing;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Prepared sets of a run.
 *
 * @param train set directory of the training samples
 * @param validation set directory of the validation samples; null for none
 * @param preprocessing the recipe, with the statistics of the training samples
 * @param reused whether nothing had to be written
 * @param reason one sentence for the log: what was reused or written, and why
 */
public record PreparedData(
    Path train,
    @Nullable Path validation,
    Preprocessing preprocessing,
    boolean reused,
    String reason) {}
