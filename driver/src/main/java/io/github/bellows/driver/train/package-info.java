/**
 * The training loop, which everyone reads first ({@link
 * io.github.bellows.driver.train.TrainingLoop}), and its listeners: metrics, checkpoints, early
 * stopping, status. What computes and where is behind two interfaces, {@code Segments} and {@code
 * Validator}. No Spark.
 */
@NullMarked
package io.github.bellows.driver.train;

import org.jspecify.annotations.NullMarked;
