package io.github.bellows.common.error;

import org.jspecify.annotations.Nullable;

/**
 * An error a user can act on: its message says what, the rule, and how to fix it.
 *
 * <p>Carries an {@link ErrorCode} and strings only, so that it can cross from an executor to the
 * driver whatever classes either side has loaded.
 */
public final class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /**
   * Creates an error with a whole message.
   *
   * @param message what (key = value): the rule. How to fix it.
   */
  public TrainingException(ErrorCode code, String message) {
    this(code, message, null);
  }

  /** Creates an error with a whole message and the failure below it, which goes to the log only. */
  public TrainingException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /**
   * Returns an error in the house's one sentence shape: {@code what: rule. Fix.}
   *
   * @param what the thing that is wrong and its value, such as {@code training.batch = 0}
   * @param rule the rule it breaks, such as {@code must be at least 1}
   * @param fix what to do, a sentence of its own without the full stop, or a question
   */
  public static TrainingException of(ErrorCode code, String what, String rule, String fix) {
    String end = fix.endsWith("?") ? "" : ".";
    return new TrainingException(code, what + ": " + rule + ". " + fix + end);
  }

  /** Returns the reason, which decides the exit code. */
  public ErrorCode code() {
    return code;
  }

  /** Returns the first {@code TrainingException} in the cause chain of a failure, or null. */
  public static @Nullable TrainingException findIn(@Nullable Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof TrainingException found) {
        return found;
      }
    }
    return null;
  }
}
