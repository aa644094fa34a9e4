package io.github.bellows.common.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunStateTest {
  /** What version 1 wrote must be read for ever. */
  @Test
  void readsVersionOne() {
    String json =
        "{\"version\":1,\"step\":5000000000,\"identity\":\"abc\",\"validatedStep\":400,"
            + "\"best\":{\"step\":400,\"value\":0.1,\"validationsWithoutGain\":2}}";
    assertThat(RunState.fromJson(json.getBytes(UTF_8), "state.json"))
        .isEqualTo(
            new RunState(
                1, 5_000_000_000L, "abc", 400, new RunState.Best(400, 0.1, 2), null, null, null));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, Double.MIN_VALUE, Double.NEGATIVE_INFINITY, Double.NaN, 1e22})
  void givesBackTheBitsOfTheBestValue(double value) {
    RunState state = RunState.of(3, "Netz \"ä\"", 1, new RunState.Best(1, value, 0));
    assertThat(RunState.fromJson(state.toJson(), "state.json")).isEqualTo(state);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"version\":1,\"step\":-1,\"identity\":\"a\"}",
        "{\"version\":1,\"step\":1}",
        "{\"version\":1,\"identity\":\"a\"}",
        "{\"version\":1,\"step\":1,\"identity\":\"a\",\"unknown\":1}",
        "{\"version\":1,\"step\":1,\"identity\":\"a\""
      })
  void refusesWhatIsNoState(String json) {
    assertThatThrownBy(() -> RunState.fromJson(json.getBytes(UTF_8), "x/state.json"))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
        .hasMessageContaining("x/state.json: does not describe the state of a run");
  }
}
