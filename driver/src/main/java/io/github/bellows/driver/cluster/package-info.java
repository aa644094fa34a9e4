/**
 * How work reaches Spark: the gang of long-lived barrier tasks, the evaluation job, the slots there
 * are. Everything Spark needs to know of training is here and in {@code worker.task}.
 */
@NullMarked
package io.github.bellows.driver.cluster;

import org.jspecify.annotations.NullMarked;
