/**
 * What runs inside a Spark task: it finds the group of its JVM and works in it as one rank, or
 * measures, or predicts. Failures come back as values, so that Spark neither retries nor buries
 * them.
 */
@NullMarked
package io.github.bellows.worker.task;

import org.jspecify.annotations.NullMarked;
