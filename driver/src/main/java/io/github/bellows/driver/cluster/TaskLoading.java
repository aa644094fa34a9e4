package io.github.bellows.driver.cluster;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a first task did not run: its classes are for a newer Java than the executor's, or are not
 * there. Spark says so in the text of an error only.
 */
final class TaskLoading {
  private static final Pattern OLD_JAVA =
      Pattern.compile(
          "UnsupportedClassVersionError.*\\(class file version (\\d+)\\.\\d+\\).*up to (\\d+)\\.");
  private static final Pattern NO_CLASS =
      Pattern.compile(
          "(?:ClassNotFoundException|NoClassDefFoundError): (io[./]github[./]bellows\\S*)");
  private static final Pattern PLACE =
      Pattern.compile("\\(TID \\d+\\) \\((\\S+) executor (\\S+)\\)");

  /** Java 1.1 had class files of version 45. */
  private static final int VERSIONS_BEFORE_JAVA = 44;

  private TaskLoading() {}

  /** Returns the error for a job that failed. */
  static TrainingException failure(Throwable failure) {
    String text = text(failure);
    Matcher place = PLACE.matcher(text);
    String where =
        place.find() ? "executor " + place.group(2) + " on " + place.group(1) : "an executor";
    Matcher old = OLD_JAVA.matcher(text);
    if (old.find()) {
      int needed = Integer.parseInt(old.group(1)) - VERSIONS_BEFORE_JAVA;
      int found = Integer.parseInt(old.group(2)) - VERSIONS_BEFORE_JAVA;
      return new TrainingException(
          ErrorCode.CONFIGURATION,
          "Java "
              + found
              + " on "
              + where
              + ": Bellows needs Java "
              + needed
              + " on every machine. On YARN name it with --conf spark.executorEnv.JAVA_HOME=DIR and"
              + " --conf spark.yarn.appMasterEnv.JAVA_HOME=DIR; start standalone workers with"
              + " JAVA_HOME set; on Kubernetes use an image that has it.",
          failure);
    }
    Matcher missing = NO_CLASS.matcher(text);
    if (missing.find()) {
      return new TrainingException(
          ErrorCode.CONFIGURATION,
          missing.group(1).replace('/', '.')
              + " on "
              + where
              + ": Bellows' jars have not come there. Submit with all of them in --jars; bellows"
              + " submit-command CONF prints the line.",
          failure);
    }
    String first = text.lines().findFirst().orElse("");
    return new TrainingException(
        ErrorCode.NO_CAPACITY,
        "the pre-flight on the executors ended ("
            + first
            + "). Run the command again when the executors are healthy; their logs have the details.",
        failure);
  }

  private static String text(Throwable failure) {
    Throwable reason = failure.getCause() == null ? failure : failure.getCause();
    return String.valueOf(reason.getMessage());
  }
}
