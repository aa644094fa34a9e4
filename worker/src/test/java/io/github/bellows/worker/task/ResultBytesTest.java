package io.github.bellows.worker.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultBytesTest {
  @Test
  void givesBackRecordsInOrder() {
    TaskOutcome failed =
        TaskOutcome.failed(new TrainingException(ErrorCode.BAD_DATA, "a.csv:3: too short."));
    List<TaskOutcome> back =
        ResultBytes.read(
            List.of(ResultBytes.write(TaskOutcome.DONE), ResultBytes.write(failed)),
            TaskOutcome.class);
    assertThat(back).containsExactly(TaskOutcome.DONE, failed);
  }

  @Test
  void refusesAnotherType() {
    List<byte[]> results = List.of(ResultBytes.write("text"));
    assertThatThrownBy(() -> ResultBytes.read(results, TaskOutcome.class))
        .isInstanceOf(ClassCastException.class);
  }
}
