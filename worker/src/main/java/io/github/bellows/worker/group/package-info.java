/**
 * The workers inside one JVM: they share one copy of the parameters, add their lanes in the
 * canonical tree, and update the slice in shares. {@link io.github.bellows.worker.group.Worker} is
 * the walk of a mini-batch; start reading there. No Spark, no serialization: a step moves no
 * object.
 */
@NullMarked
package io.github.bellows.worker.group;

import org.jspecify.annotations.NullMarked;
