package io.github.bellows.common.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorFeedbackTest {
  private static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) array.get(i).asDouble();
    }
    return values;
  }

  /** Element by element as PyTorch's tensors do it (scripts/golden/bfloat16.py). */
  @Test
  void followsPyTorch() throws IOException {
    JsonNode golden;
    try (InputStream in =
        ErrorFeedbackTest.class.getResourceAsStream("/golden/error-feedback.json")) {
      golden = new ObjectMapper().readTree(Objects.requireNonNull(in));
    }
    float[] replica = floats(golden.get("start"));
    int length = replica.length;
    // The elements from 3 on, in the middle of longer arrays.
    float[] residual = new float[length + 5];
    assertThat(golden.get("steps").size()).isEqualTo(12);
    for (JsonNode step : golden.get("steps")) {
      float[] gradient = floats(step.get("gradient"));
      ErrorFeedback.round(gradient, residual, 3, length, (float) step.get("weight").asDouble());
      assertThat(gradient).isEqualTo(floats(step.get("rounded")));
      assertThat(Arrays.copyOfRange(residual, 3, 3 + length))
          .isEqualTo(floats(step.get("residual")));
      short[] moves = new short[length];
      float[] behind = Arrays.copyOfRange(floats(step.get("parameters")), 2, length);
      ErrorFeedback.follow(behind, replica, moves, 2, 2, length);
      ErrorFeedback.follow(floats(step.get("parameters")), replica, new short[2], 0, 0, 2);
      assertThat(replica).isEqualTo(floats(step.get("replica")));
      float[] expectedMoves = floats(step.get("move"));
      for (int i = 2; i < length; i++) {
        assertThat(BFloat16.value(moves[i - 2])).isEqualTo(expectedMoves[i]);
      }
    }
    assertThat(residual).startsWith(0f, 0f, 0f).endsWith(0f, 0f);
  }

  @ParameterizedTest
  @ValueSource(
      floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MAX_VALUE})
  void whatIsNoNumberLeavesNoResidual(float bad) {
    float[] gradient = {bad, 1.001f};
    float[] residual = {0.25f, 0f};
    ErrorFeedback.round(gradient, residual, 0, 2, 1);
    assertThat(Float.isFinite(gradient[0])).isFalse();
    assertThat(residual[0]).isZero();
    assertThat(residual[1]).isEqualTo(1.001f - 1f);
  }

  /** 1 + 2⁻¹⁰ rounds to 1: of a thousand of them a whole one would be lost. */
  @Test
  void nothingIsLostInTheLongRun() {
    float value = 1f + 1f / 1024;
    assertThat(BFloat16.round(value)).isEqualTo(1f);
    float[] residual = new float[1];
    double handedIn = 0;
    for (int step = 0; step < 1024; step++) {
      float[] gradient = {value};
      ErrorFeedback.round(gradient, residual, 0, 1, 1);
      handedIn += gradient[0];
    }
    assertThat(handedIn).isEqualTo(1025, within(1.0 / 128));
    assertThat(handedIn + residual[0]).isEqualTo(1025);
  }

  /** Half a step at 64 is ¼: 64 samples leave a mean of 1/256 each, and 16 samples take 1/16. */
  @Test
  void aResidualIsAMean() {
    float[] residual = new float[1];
    float[] full = {64.25f};
    ErrorFeedback.round(full, residual, 0, 1, 64);
    assertThat(full).containsExactly(64f);
    assertThat(residual).containsExactly(1f / 256);
    float[] shorter = {16f};
    ErrorFeedback.round(shorter, residual, 0, 1, 16);
    assertThat(shorter).containsExactly(16f);
    assertThat(residual).containsExactly(1f / 256);
    float[] small = {0f};
    ErrorFeedback.round(small, residual, 0, 1, 16);
    assertThat(small).containsExactly(1f / 16);
    assertThat(residual).containsExactly(0f);
  }

  /** A parameter near 100 that moves by a thousandth a step: bfloat16 has steps of a half there. */
  @Test
  void aReplicaStaysCloseToItsParameters() {
    float[] parameters = {100f};
    float[] replica = {100f};
    short[] move = new short[1];
    for (int step = 0; step < 1800; step++) {
      parameters[0] += 0.001f;
      ErrorFeedback.follow(parameters, replica, move, 0, 0, 1);
      assertThat((double) replica[0]).isEqualTo(parameters[0], within(2e-5));
    }
    assertThat(BFloat16.round(parameters[0])).isNotCloseTo(parameters[0], within(0.1f));
  }
}
