/**
 * Optimizers as three things: a spec ({@link io.github.bellows.common.optim.OptimizerSpec}, a
 * record), explicit state (flat float arrays the caller owns, one per slot), and a pure update on
 * arrays ({@link io.github.bellows.common.optim.Optimizer}). Imports the JDK and {@code
 * common.schedule} only.
 */
@NullMarked
package io.github.bellows.common.optim;

import org.jspecify.annotations.NullMarked;
