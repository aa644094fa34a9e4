package io.github.bellows.worker.group;

/** How messages reach the other groups of a run. Thread-safe. */
public interface Links {
  /**
   * Sends a message to a group. Its body may be changed when this returns.
   *
   * @throws io.github.bellows.common.error.TrainingException if the group cannot be reached
   */
  void send(int group, Message message);

  /**
   * Sends a message to a group without a copy of its body, a direct buffer that must not change
   * before {@code returned} has run, on any thread.
   *
   * @throws io.github.bellows.common.error.TrainingException if the group cannot be reached; {@code
   *     returned} does not run then
   */
  void lend(int group, Message message, Runnable returned);

  /** Returns by what name a group is known to people: where it is, and when it was last heard. */
  String describe(int group);
}
