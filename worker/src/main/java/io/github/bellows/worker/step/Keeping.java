package io.github.bellows.worker.step;

/** What becomes of a lane's optimizer state at the end of a round of local steps. */
public enum Keeping {
  /** The lane goes on with its own. */
  KEEP,
  /** All lanes go on with the mean, weighted by samples. */
  AVERAGE,
  /** All lanes begin anew. */
  RESET
}
