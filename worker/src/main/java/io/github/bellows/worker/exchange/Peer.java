package io.github.bellows.worker.exchange;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Another end, to which this one has connected. Thread-safe.
 *
 * <p>Frames and calls keep their order if {@code spark.bellows.io.numConnectionsPerPeer} is 1, as
 * it is by default; with more connections, those sent one after the other may arrive in any order.
 */
public interface Peer {
  /**
   * Sends a frame one way. The body is copied, and may be changed when this returns; the frame
   * itself is written later.
   *
   * @throws io.github.bellows.common.error.TrainingException NO_CAPACITY if the connection is lost
   */
  void send(Frame frame);

  /**
   * Sends a frame one way without a copy of its body, which must not change before {@code returned}
   * has run: on a network thread, once, whether the frame was written or the connection lost. A
   * body that changes earlier fails its checksum at the peer.
   *
   * @throws io.github.bellows.common.error.TrainingException NO_CAPACITY if the connection is lost;
   *     {@code returned} does not run then
   */
  void lend(Frame frame, Runnable returned);

  /**
   * Returns the answer to a request, little-endian.
   *
   * @param deadline how long to wait for it; a connection on which nothing else moves is lost after
   *     {@code spark.bellows.io.connectionTimeout} even so
   * @throws io.github.bellows.common.error.TrainingException what the peer's receiver threw; or
   *     NO_CAPACITY, naming the peer, if the connection is lost or the deadline passes
   */
  ByteBuffer call(int sender, int kind, ByteBuffer request, Duration deadline);

  /** Returns where the peer listens. */
  Address address();
}
