package io.github.bellows.driver.train;

import io.github.bellows.common.checkpoint.RunState;
import org.jspecify.annotations.Nullable;

/**
 * How far a run is, apart from the coordinator's arrays; what a checkpoint's {@link RunState}
 * keeps.
 *
 * @param validatedStep updates applied at the last validation, 0 before the first
 * @param checkpointedStep updates applied at the last checkpoint, 0 before the first
 * @param best the best validation so far, null before the first or if none is watched
 */
public record Progress(long validatedStep, long checkpointedStep, RunState.@Nullable Best best) {
  /** A run before its first step. */
  public static final Progress START = new Progress(0, 0, null);
}
