package io.github.bellows.worker.gang;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.io.Serializable;

/**
 * A failure as it crosses between JVMs.
 *
 * @param code the reason
 * @param message what the user reads
 */
public record Failure(ErrorCode code, String message) implements Serializable {
  /** Returns what crosses of a failure. */
  public static Failure of(Throwable failure) {
    TrainingException known = TrainingException.findIn(failure);
    return known == null
        ? new Failure(ErrorCode.INTERNAL, failure + ". See the executor's log.")
        : new Failure(known.code(), String.valueOf(known.getMessage()));
  }

  /** Returns the failure to throw. */
  public TrainingException exception() {
    return new TrainingException(code, message);
  }
}
