package io.github.bellows.worker.step;

/** What becomes of a lane's optimizer state at the end of a round of local steps. */
public enum Keeping {
  /** The lane goes on with its own. */
  KEEP,
  /** All lanes go on with the mean, weighted by samples. */
  AVERAGE,
  /** All lanes begin anew, as if the round's steps were the first of the run. */
  RESET,
  /** All lanes begin with a state of zeros, and go on counting updates. */
  FORGET
}
