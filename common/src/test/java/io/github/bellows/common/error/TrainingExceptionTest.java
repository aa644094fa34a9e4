package io.github.bellows.common.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingExceptionTest {
  @Test
  void hasTheHousesSentenceShape() {
    TrainingException e =
        TrainingException.of(
            ErrorCode.CONFIGURATION, "training.batch = 0", "must be at least 1", "Write 32");
    assertThat(e).hasMessage("training.batch = 0: must be at least 1. Write 32.").hasNoCause();
    assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION);
    assertThat(TrainingException.of(ErrorCode.CONFIGURATION, "a = b", "is unknown", "Meant c?"))
        .hasMessage("a = b: is unknown. Meant c?");
  }

  @Test
  void isFoundThroughItsWrappers() {
    TrainingException inner = new TrainingException(ErrorCode.BAD_DATA, "inner");
    TrainingException outer = new TrainingException(ErrorCode.INTERNAL, "outer", inner);
    assertThat(TrainingException.findIn(new IOException(new RuntimeException(inner))))
        .isSameAs(inner);
    assertThat(TrainingException.findIn(new RuntimeException(outer))).isSameAs(outer);
    assertThat(TrainingException.findIn(new RuntimeException("none"))).isNull();
    assertThat(TrainingException.findIn(null)).isNull();
  }

  @Test
  void crossesJvms() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new TrainingException(ErrorCode.DIVERGED, "loss = NaN"));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      TrainingException copy = (TrainingException) in.readObject();
      assertThat(copy).hasMessage("loss = NaN");
      assertThat(copy.code()).isEqualTo(ErrorCode.DIVERGED);
    }
  }

  /** The numbers schedulers rely on; a new code fails here until it has a row. */
  @Test
  void exitCodesAreThePublishedOnes() {
    Map<ErrorCode, Integer> published = new EnumMap<>(ErrorCode.class);
    published.put(ErrorCode.USAGE, 2);
    published.put(ErrorCode.CONFIGURATION, 2);
    published.put(ErrorCode.BAD_DATA, 65);
    published.put(ErrorCode.INPUT_MISSING, 66);
    published.put(ErrorCode.INTERNAL, 70);
    published.put(ErrorCode.CANNOT_WRITE, 73);
    published.put(ErrorCode.NO_CAPACITY, 75);
    published.put(ErrorCode.DIVERGED, 76);
    published.put(ErrorCode.INTERRUPTED, 130);
    assertThat(published).containsOnlyKeys(ErrorCode.values());
    published.forEach((code, exit) -> assertThat(code.exitCode()).as("%s", code).isEqualTo(exit));
    assertThat(published.keySet().stream().filter(ErrorCode::retriable))
        .containsExactly(ErrorCode.NO_CAPACITY, ErrorCode.INTERRUPTED);
  }
}
