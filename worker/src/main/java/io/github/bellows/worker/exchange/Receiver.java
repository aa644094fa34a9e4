package io.github.bellows.worker.exchange;

import java.nio.ByteBuffer;

/** What an end tells its owner. Called by several threads at once. */
public interface Receiver {
  /**
   * Takes a frame of the current fence whose checksum is right. Runs on a network thread, so it
   * must not block: nothing else of that connection is read meanwhile.
   *
   * @param frame its body may be read during the call only
   */
  void received(Frame frame);

  /**
   * Returns the answer to a call of the current fence. Runs on a thread of its own kind, one of as
   * many as the end was opened with; while all of them are busy, further calls wait.
   *
   * @param request little-endian, from its position to its limit; may be kept
   * @return the answer, from its position to its limit; may be empty
   * @throws io.github.bellows.common.error.TrainingException the caller gets it, with the same code
   *     and message
   */
  ByteBuffer called(int sender, int kind, ByteBuffer request);

  /**
   * Hears that a connection to or from a peer ended and this end did not close it. A peer that dies
   * is told once for each connection, in both directions. Runs on a network thread.
   *
   * @param peer where the peer listens
   */
  void lost(Address peer, String reason);

  /**
   * Hears that a message that came here was refused, and its numbers thrown away: another run or
   * generation, a wrong checksum, garbage. Runs on a network thread.
   */
  void refused(String reason);

  /**
   * Hears that a peer refused a frame of ours, such as one sent before the peer had the new fence.
   * Runs on a network thread. Does nothing unless overridden.
   */
  default void rejected(Address peer, String reason) {}
}
