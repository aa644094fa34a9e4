package io.github.bellows.worker.exchange;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * An attempt to connect, in a thread of its own: the transport's own waits for name service,
 * connection and handshake have other deadlines than the caller.
 */
final class Connecting {
  private final Address address;
  private final CompletableFuture<ConnectedPeer> result = new CompletableFuture<>();

  Connecting(Address address) {
    this.address = address;
  }

  /** Starts the attempt. A peer that comes too late is closed. */
  void start(Supplier<ConnectedPeer> attempt) {
    Thread thread =
        new Thread(
            () -> {
              try {
                ConnectedPeer peer = attempt.get();
                if (!result.complete(peer)) {
                  peer.close();
                }
              } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
              }
            },
            "bellows-connect-" + address);
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns whether the attempt is under way, or led to a peer that is still there. */
  boolean isOfUse() {
    return !result.isDone() || (!result.isCompletedExceptionally() && result.join().isActive());
  }

  ConnectedPeer await(Duration deadline) {
    try {
      return result.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      TrainingException late =
          TrainingException.of(
              ErrorCode.NO_CAPACITY,
              "peer " + address,
              "no connection within " + deadline.toMillis() + " ms",
              "Look whether the process there still runs, and whether its port can be reached");
      result.completeExceptionally(late);
      throw late;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof TrainingException failure ? copy(failure) : internal(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingException(ErrorCode.INTERRUPTED, "connecting to " + address);
    }
  }

  // Several threads may wait for one attempt; each throws an error of its own.
  private static TrainingException copy(TrainingException failure) {
    return new TrainingException(failure.code(), String.valueOf(failure.getMessage()), failure);
  }

  private TrainingException internal(ExecutionException e) {
    return new TrainingException(ErrorCode.INTERNAL, "connecting to " + address + " failed", e);
  }

  /** Gives up, or closes the peer. */
  void close() {
    boolean gaveUp =
        result.completeExceptionally(
            new TrainingException(ErrorCode.INTERRUPTED, "this end was closed"));
    if (!gaveUp && !result.isCompletedExceptionally()) {
      result.join().close();
    }
  }
}
