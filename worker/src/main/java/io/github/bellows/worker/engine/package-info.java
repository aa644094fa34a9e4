/**
 * {@link io.github.bellows.worker.engine.GradientEngine}: parameters and a batch in, loss and
 * gradient out, both flat. What an engine computes with is its own affair; the packages below this
 * one are the only places that import a native library. No Spark.
 */
@NullMarked
package io.github.bellows.worker.engine;

import org.jspecify.annotations.NullMarked;
