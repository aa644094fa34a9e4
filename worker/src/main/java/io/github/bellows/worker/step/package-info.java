/**
 * Which steps a run has, which of them form a round, and what each does to the parameters: pure
 * functions of the step. No threads, no arrays.
 */
@NullMarked
package io.github.bellows.worker.step;

import org.jspecify.annotations.NullMarked;
