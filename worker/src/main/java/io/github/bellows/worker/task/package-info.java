/**
 * What runs inside a Spark task: it meets the other tasks of the gang, finds the group of its JVM
 * and works as one rank. Failures come back as values, so that Spark neither retries nor buries
 * them.
 */
@NullMarked
package io.github.bellows.worker.task;

import org.jspecify.annotations.NullMarked;
