package io.github.bellows.driver.cluster;

import java.time.Duration;

/**
 * For how long executors are waited for.
 *
 * @param goal slots that are enough, or all that settings promise
 * @param promised whether settings say how many slots there will be
 * @param limit longest wait
 */
record Patience(int goal, boolean promised, Duration limit) {
  /** Where nobody says how many executors will come, those that are there are all after this. */
  static final Duration SETTLED = Duration.ofSeconds(5);

  /**
   * Returns whether no more slots are to be waited for.
   *
   * @param slots there are
   * @param waited so far
   * @param quiet since the latest executor came, or since the application started
   */
  boolean isOver(int slots, Duration waited, Duration quiet) {
    boolean settled = slots > 0 && !promised && quiet.compareTo(SETTLED) >= 0;
    return slots >= goal || settled || waited.compareTo(limit) >= 0;
  }
}
