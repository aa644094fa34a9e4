package io.github.bellows.common.error;

/**
 * The reason a run ended badly, and the exit code of the process that reports it.
 *
 * <p>A scheduler may retry {@link #NO_CAPACITY} and {@link #INTERRUPTED} unchanged; every other
 * code needs a person.
 */
public enum ErrorCode {
  /** A command line that cannot be understood. */
  USAGE(2),
  /** A configuration that breaks a rule; nothing was started. */
  CONFIGURATION(2),
  /** Input data that breaks a rule: corrupt, short, not a number, a label outside the classes. */
  BAD_DATA(65),
  /** A file, a directory or a table that is not there. */
  INPUT_MISSING(66),
  /** A defect of Bellows, or of a library below it. */
  INTERNAL(70),
  /** An output that cannot be created or written: permissions, a full disk. */
  CANNOT_WRITE(73),
  /** Too few slots or too little memory now; the same command may succeed later. */
  NO_CAPACITY(75),
  /** A loss or gradient that is not finite, or a result below its quality gate. */
  DIVERGED(76),
  /** Stopped by a signal; the run can be resumed. 128 + SIGINT, as shells report it. */
  INTERRUPTED(130);

  private final int exitCode;

  ErrorCode(int exitCode) {
    this.exitCode = exitCode;
  }

  /** Returns the exit code of the process that ends with this error. */
  public int exitCode() {
    return exitCode;
  }

  /** Returns whether the same command may succeed later without any change. */
  public boolean retriable() {
    return this == NO_CAPACITY || this == INTERRUPTED;
  }
}
