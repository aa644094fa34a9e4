package io.github.bellows.worker.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

class TaskOutcomeTest {
  @Test
  void aFailureCrossesWithItsCodeAndMessage() throws Exception {
    TrainingException failure =
        new TrainingException(ErrorCode.BAD_DATA, "a.csv:3: text. Write a number.");
    TaskOutcome outcome =
        roundTrip(TaskOutcome.failed(new IllegalStateException("wrapped", failure)));
    assertThatThrownBy(outcome::rethrow)
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
        .hasMessage("a.csv:3: text. Write a number.");
    assertThat(outcome.stackTrace())
        .contains("IllegalStateException: wrapped")
        .contains("aFailureCrossesWithItsCodeAndMessage");
    assertThatThrownBy(outcome::rethrow).hasRootCauseMessage(outcome.stackTrace());
  }

  @Test
  void anythingElseIsAnInternalErrorThatSaysWhat() throws Exception {
    TaskOutcome outcome = roundTrip(TaskOutcome.failed(new OutOfMemoryError("heap")));
    assertThat(outcome.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(outcome.message()).isEqualTo("java.lang.OutOfMemoryError: heap");
  }

  @Test
  void aTaskThatWentWellThrowsNothing() throws Exception {
    TaskOutcome outcome = roundTrip(TaskOutcome.DONE);
    assertThat(outcome).isEqualTo(TaskOutcome.DONE);
    assertThatCode(outcome::rethrow).doesNotThrowAnyException();
  }

  private static TaskOutcome roundTrip(TaskOutcome outcome)
      throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(outcome);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (TaskOutcome) in.readObject();
    }
  }
}
