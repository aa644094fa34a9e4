package io.github.bellows.driver.train;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.io.IOException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps {@code status.json} true: state, exit code, error and step, replaced atomically at every
 * change.
 */
public final class StatusFile implements TrainingListener {
  /** The states of a run. */
  public enum State {
    /** A process works on it. */
    RUNNING,
    /** It ended as configured. */
    SUCCEEDED,
    /** It was asked to stop; it can be resumed. */
    STOPPED,
    /** It ended with an error. */
    FAILED;

    /** Returns the state as it stands in the file. */
    public String key() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private final RunDirectory run;
  private final Clock clock;
  private final String started;
  private long step;

  /** Creates the status of a run; nothing is written yet. */
  public StatusFile(RunDirectory run, Clock clock) {
    this.run = run;
    this.clock = clock;
    this.started = clock.instant().toString();
  }

  /** Returns the state a run directory says it is in, or null if it says nothing. */
  public static @Nullable String stateOf(RunDirectory run) {
    if (!run.storage().exists(run.status())) {
      return null;
    }
    try {
      JsonNode state = JSON.readTree(run.storage().read(run.status())).path("state");
      return state.isTextual() ? state.asText() : null;
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void started(long fromStep, long totalSteps) {
    step = fromStep;
    write(State.RUNNING, null, "");
  }

  @Override
  public void validated(ValidationReport report) {
    step = report.step();
    write(State.RUNNING, null, "");
  }

  @Override
  public void checkpointed(long atStep) {
    step = Math.max(step, atStep); // written while the run goes on
    write(State.RUNNING, null, "");
  }

  /** Writes that the run is under way. */
  public void running(String message) {
    write(State.RUNNING, null, message);
  }

  /** Writes that the run ended as configured. */
  public void succeeded(long atStep) {
    step = atStep;
    write(State.SUCCEEDED, null, "");
  }

  /** Writes that the run was stopped and how to go on. */
  public void stopped(String message) {
    write(State.STOPPED, ErrorCode.INTERRUPTED, message);
  }

  /** Writes that the run failed. */
  public void failed(TrainingException error) {
    write(State.FAILED, error.code(), String.valueOf(error.getMessage()));
  }

  private void write(State state, @Nullable ErrorCode code, String message) {
    ObjectNode json = JSON.createObjectNode();
    json.put("state", state.key());
    if (state == State.RUNNING) {
      json.putNull("exitCode");
    } else {
      json.put("exitCode", code == null ? 0 : code.exitCode());
    }
    json.put("code", code == null ? "" : code.name());
    json.put("message", message);
    json.put("step", step);
    json.put("started", started);
    json.put("updated", clock.instant().toString());
    json.put("process", ProcessHandle.current().pid());
    try {
      String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json);
      run.storage().replace(run.status(), (text + "\n").getBytes(UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a status must be writable as JSON", e);
    }
  }
}
