package io.github.bellows.common.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.schedule.Plateau.State;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run must know besides its arrays to go on as if never interrupted: {@code state.json}.
 *
 * <p>To add a value: add a component, nullable or with a meaning for its absence in older files,
 * and raise {@link #VERSION}. Older files stay readable; newer ones are refused, since what is
 * unknown here would be lost.
 *
 * @param version version of this record's format, from 1 on
 * @param step updates already applied, from 0 on
 * @param identity fingerprint of all that must be equal for a run to go on from here: network,
 *     optimizer, data; compared by the caller
 * @param validatedStep updates applied at the last validation; 0 before the first
 * @param best the best validation so far; null before the first
 * @param averaged how many parameters the average kept along the way holds; null without one
 * @param plateau how far the learning rate has come down; null if it has not moved
 * @param engines what the engines that computed its steps have said of themselves; null if unknown
 */
public record RunState(
    int version,
    long step,
    String identity,
    long validatedStep,
    @Nullable Best best,
    @Nullable Long averaged,
    @Nullable State plateau,
    @Nullable List<String> engines) {
  /** The version this code writes, and the newest it reads. */
  public static final int VERSION = 3;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

  /** Checks the ranges. */
  public RunState {
    if (version < 1 || step < 0 || identity == null) {
      throw new IllegalArgumentException(
          "state of version " + version + ", step " + step + ", identity " + identity);
    }
    engines = engines == null ? null : List.copyOf(engines);
  }

  /** Returns a state of the present version, with no average and no plateau. */
  public static RunState of(long step, String identity, long validatedStep, @Nullable Best best) {
    return new RunState(VERSION, step, identity, validatedStep, best, null, null, null);
  }

  /**
   * The best validation of a run and the patience used up since.
   *
   * @param step updates applied when it was measured
   * @param value the value of the metric that is watched
   * @param validationsWithoutGain validations since then that were no better
   */
  public record Best(long step, double value, int validationsWithoutGain) {}

  /** Returns the state as JSON. */
  byte[] toJson() {
    try {
      return JSON.writeValueAsString(this).getBytes(UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a state must be writable as JSON", e);
    }
  }

  /**
   * Returns the state that JSON describes.
   *
   * @param source where it came from, for messages
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) if it is no state, or a newer version's
   */
  static RunState fromJson(byte[] json, String source) {
    try {
      JsonNode root = JSON.readTree(json);
      int version = root.path("version").asInt();
      if (version > VERSION) {
        throw TrainingException.of(
            ErrorCode.BAD_DATA,
            source + " version = " + version,
            "this version of Bellows reads versions up to " + VERSION,
            "Resume with the newer version that wrote it");
      }
      if (root.isObject()) {
        return JSON.treeToValue(root, RunState.class);
      }
      throw new IllegalArgumentException("not an object");
    } catch (IOException | IllegalArgumentException e) {
      throw TrainingException.of(
          ErrorCode.BAD_DATA,
          source,
          "does not describe the state of a run",
          "Resume from another checkpoint");
    }
  }
}
