package io.github.bellows.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.util.concurrent.ExecutionException;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

/** The texts are those of Spark 3.5 and of the JVM. */
class TaskLoadingTest {
  private static final String LOST =
      "Job aborted due to stage failure: Task 0 in stage 0.0 failed 4 times, most recent failure:"
          + " Lost task 0.3 in stage 0.0 (TID 3) (10.0.0.7 executor 2): ";

  private static TrainingException failure(String text) {
    return TaskLoading.failure(new ExecutionException(new SparkException(LOST + text)));
  }

  @Test
  void anOldJavaIsNamed() {
    TrainingException failure =
        failure(
            "java.lang.UnsupportedClassVersionError: io/github/bellows/worker/task/PreflightTask"
                + " has been compiled by a more recent version of the Java Runtime (class file"
                + " version 61.0), this version of the Java Runtime only recognizes class file"
                + " versions up to 55.0\n\tat java.base/java.lang.ClassLoader.defineClass1");
    assertThat(failure.code()).isEqualTo(ErrorCode.CONFIGURATION);
    assertThat(failure)
        .hasMessageStartingWith("Java 11 on executor 2 on 10.0.0.7: Bellows needs Java 17 on every")
        .hasMessageContaining("--conf spark.executorEnv.JAVA_HOME=DIR");
  }

  @Test
  void jarsThatHaveNotComeAreNamed() {
    TrainingException failure =
        failure("java.lang.ClassNotFoundException: io.github.bellows.worker.task.PreflightTask");
    assertThat(failure.code()).isEqualTo(ErrorCode.CONFIGURATION);
    assertThat(failure)
        .hasMessageStartingWith(
            "io.github.bellows.worker.task.PreflightTask on executor 2 on 10.0.0.7: Bellows' jars"
                + " have not come there.")
        .hasMessageContaining("bellows submit-command CONF");
  }

  @Test
  void whateverElseMayPass() {
    TrainingException failure = failure("ExecutorLostFailure (executor 2 exited)\nmore");
    assertThat(failure.code()).isEqualTo(ErrorCode.NO_CAPACITY);
    assertThat(failure).hasMessageContaining("ExecutorLostFailure").hasMessageNotContaining("more");
  }
}
