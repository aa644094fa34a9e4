package io.github.bellows.driver.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class StatusFileTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-20T10:00:00Z"), ZoneOffset.UTC);

  @TempDir Path directory;
  private RunDirectory run;
  private StatusFile status;

  @BeforeEach
  void create() {
    Storage storage = new Storage(new Configuration());
    run = new RunDirectory(storage, storage.qualify(directory.resolve("run").toString()));
    status = new StatusFile(run, CLOCK);
  }

  private JsonNode written() {
    try {
      return new ObjectMapper().readTree(run.storage().read(run.status()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void assertStatus(String state, int exitCode, String code, String message, long step) {
    JsonNode json = written();
    assertThat(json.get("state").asText()).isEqualTo(state);
    assertThat(json.get("exitCode").asInt(-1)).isEqualTo(exitCode);
    assertThat(json.get("code").asText()).isEqualTo(code);
    assertThat(json.get("message").asText()).isEqualTo(message);
    assertThat(json.get("step").asLong()).isEqualTo(step);
    assertThat(StatusFile.stateOf(run)).isEqualTo(state);
  }

  @Test
  void isThereOnlyOnceSomethingHappened() {
    assertThat(run.storage().exists(run.status())).isFalse();
    assertThat(StatusFile.stateOf(run)).isNull();
    status.running("preparing data");
    assertStatus("running", -1, "", "preparing data", 0);
    assertThat(written().get("exitCode").isNull()).isTrue();
    assertThat(written().get("started").asText()).isEqualTo("2026-11-20T10:00:00Z");
    assertThat(written().get("updated").asText()).isEqualTo("2026-11-20T10:00:00Z");
    assertThat(written().get("process").asLong()).isEqualTo(ProcessHandle.current().pid());
  }

  @Test
  void followsARunToItsEnd() {
    status.started(3, 20);
    assertStatus("running", -1, "", "", 3);
    status.validated(Reports.validation(10, 1, 0.5));
    assertStatus("running", -1, "", "", 10);
    status.checkpointed(12);
    assertStatus("running", -1, "", "", 12);
    status.succeeded(20);
    assertStatus("succeeded", 0, "", "", 20);
  }

  @Test
  void saysHowToGoOnWithAStoppedRun() {
    status.checkpointed(7);
    status.stopped("Continue with: bellows resume runs/x");
    assertStatus("stopped", 130, "INTERRUPTED", "Continue with: bellows resume runs/x", 7);
  }

  @Test
  void saysWhyARunFailed() {
    for (ErrorCode code : ErrorCode.values()) {
      status.failed(new TrainingException(code, "a \"quoted\"\nmessage"));
      assertStatus("failed", code.exitCode(), code.name(), "a \"quoted\"\nmessage", 0);
    }
  }

  @Test
  void aFileThatSaysNothingHasNoState() {
    for (String content : List.of("", "{", "[]", "{\"state\": 3}", "{\"status\": \"x\"}")) {
      run.storage().replace(run.status(), content.getBytes(UTF_8));
      assertThat(StatusFile.stateOf(run)).as(content).isNull();
    }
  }

  @Test
  void aReaderNeverSeesHalfAFile() throws Exception {
    status.running("first");
    AtomicBoolean over = new AtomicBoolean();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread reader =
        new Thread(
            () -> {
              try {
                while (!over.get()) {
                  assertThat(written().get("process").isNumber()).isTrue();
                }
              } catch (Throwable e) {
                failure.set(e);
              }
            });
    reader.start();
    for (int i = 0; i < 300; i++) {
      status.running("x".repeat(i * 100));
    }
    over.set(true);
    reader.join();
    assertThat(failure.get()).isNull();
    try (Stream<Path> files = Files.list(directory.resolve("run"))) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("status.json");
    }
  }

  @Test
  void namesADirectoryThatCannotBeWritten() throws IOException {
    Files.writeString(directory.resolve("run"), "a file");
    assertThatThrownBy(() -> status.running(""))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANNOT_WRITE))
        .hasMessageContaining("run/status.json: cannot be written (");
    assertThat(Files.readString(directory.resolve("run"))).isEqualTo("a file");
  }
}
