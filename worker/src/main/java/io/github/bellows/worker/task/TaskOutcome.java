package io.github.bellows.worker.task;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/**
 * How a task ended: well, or with an error the driver reports as its own.
 *
 * @param code null if all went well
 * @param message what the user reads
 * @param stackTrace where it happened, for the log
 */
public record TaskOutcome(@Nullable ErrorCode code, String message, String stackTrace)
    implements Serializable {
  /** A task that did its work. */
  public static final TaskOutcome DONE = new TaskOutcome(null, "", "");

  /** Returns the outcome of a failed task. */
  public static TaskOutcome failed(Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    TrainingException known = TrainingException.findIn(failure);
    return known != null
        ? new TaskOutcome(known.code(), String.valueOf(known.getMessage()), trace.toString())
        : new TaskOutcome(ErrorCode.INTERNAL, failure.toString(), trace.toString());
  }

  /**
   * Throws the task's error, if it has one.
   *
   * @throws TrainingException with the task's code and message
   */
  public void rethrow() {
    if (code != null) {
      throw new TrainingException(code, message, new IllegalStateException(stackTrace));
    }
  }
}
