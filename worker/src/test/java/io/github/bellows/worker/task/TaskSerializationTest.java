package io.github.bellows.worker.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Spark sends tasks as Java objects; all that one carries is a key. */
class TaskSerializationTest {
  static Stream<Serializable> tasks() {
    return Stream.of(
        new GangTask("a key"), new EvaluationTask("a key"), new PredictionTask<String>("a key"));
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void crossesAsItIsAndSmall(Serializable task) throws Exception {
    byte[] bytes = bytes(task);
    assertThat(bytes.length).isLessThan(500);
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      Object copy = in.readObject();
      assertThat(copy).hasSameClassAs(task);
      assertThat(bytes((Serializable) copy)).isEqualTo(bytes);
    }
  }

  private static byte[] bytes(Serializable task) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(task);
    }
    return bytes.toByteArray();
  }
}
