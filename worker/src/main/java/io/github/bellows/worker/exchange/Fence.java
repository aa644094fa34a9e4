package io.github.bellows.worker.exchange;

import java.io.Serializable;

/**
 * What fences messages: an end refuses those of another run and of another generation.
 *
 * @param run the run, any number that no other run on the same cluster has
 * @param generation how often the run's workers were planned anew
 */
public record Fence(long run, int generation) implements Serializable {
  @Override
  public String toString() {
    return "run " + Long.toHexString(run) + ", generation " + generation;
  }
}
