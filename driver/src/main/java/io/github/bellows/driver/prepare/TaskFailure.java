package io.github.bellows.driver.prepare;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.io.IOException;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;

/**
 * An error of a task as a value: the task ends well, so Spark neither retries it nor buries its
 * message in "Job aborted".
 *
 * @param partition where it happened; the lowest one is reported
 */
record TaskFailure(int partition, ErrorCode code, String message) implements Serializable {
  /**
   * Returns the failure that an exception stands for.
   *
   * @throws Exception the exception itself, if it is none a user can act on
   */
  static TaskFailure of(Exception failure) throws Exception {
    TrainingException found = TrainingException.findIn(failure);
    if (found == null) {
      throw failure;
    }
    return new TaskFailure(
        TaskContext.getPartitionId(), found.code(), String.valueOf(found.getMessage()));
  }

  /** Throws the first of some failures, if there is one. */
  static void throwFirst(List<TaskFailure> failures) {
    failures.stream()
        .min(Comparator.comparingInt(TaskFailure::partition).thenComparing(TaskFailure::message))
        .ifPresent(
            first -> {
              throw new TrainingException(first.code(), first.message());
            });
  }

  /**
   * Returns the error a user should see for a failed Spark job: our own if one is in its causes, a
   * full disk if that is the reason, else that the source cannot be read.
   *
   * @param what path or format of the source
   */
  static TrainingException translate(String what, Exception failure) {
    TrainingException own = TrainingException.findIn(failure);
    if (own != null) {
      return own;
    }
    Throwable deepest = failure;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      deepest = t;
      if (t instanceof IOException && text(t).contains("No space left on device")) {
        return new TrainingException(
            ErrorCode.CANNOT_WRITE,
            "spark.local.dir: no space is left for Spark's temporary files. Free some, or set"
                + " spark.local.dir to another disk.",
            failure);
      }
    }
    if (text(deepest).startsWith("Class is not registered: io.github.bellows.")) {
      return new TrainingException(
          ErrorCode.CONFIGURATION,
          "spark.kryo.registrationRequired = true: Bellows' own classes are not registered. Add "
              + BellowsKryo.class.getName()
              + " to "
              + BellowsKryo.KEY
              + ".",
          failure);
    }
    if (deepest instanceof NullPointerException
        || deepest instanceof ClassCastException
        || deepest instanceof IllegalStateException) {
      return new TrainingException(
          ErrorCode.INTERNAL,
          what + ": preparing failed (" + deepest + "). This is a defect; the log has the details.",
          failure);
    }
    return new TrainingException(
        ErrorCode.BAD_DATA,
        what
            + ": cannot be read ("
            + text(deepest).lines().findFirst().orElse("")
            + "). Check the file, and format and options of the source.",
        failure);
  }

  private static String text(@Nullable Throwable failure) {
    return String.valueOf(failure == null ? null : failure.getMessage());
  }
}
