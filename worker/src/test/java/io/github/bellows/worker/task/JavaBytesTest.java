package io.github.bellows.worker.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.util.List;
import org.junit.jupiter.api.Test;

class JavaBytesTest {
  @Test
  void givesBackRecordsInOrder() {
    TaskOutcome failed =
        TaskOutcome.failed(new TrainingException(ErrorCode.BAD_DATA, "a.csv:3: too short."));
    List<TaskOutcome> back =
        JavaBytes.read(
            List.of(JavaBytes.write(TaskOutcome.DONE), JavaBytes.write(failed)), TaskOutcome.class);
    assertThat(back).containsExactly(TaskOutcome.DONE, failed);
  }

  @Test
  void refusesAnotherType() {
    List<byte[]> results = List.of(JavaBytes.write("text"));
    assertThatThrownBy(() -> JavaBytes.read(results, TaskOutcome.class))
        .isInstanceOf(ClassCastException.class);
  }
}
