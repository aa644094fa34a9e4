package io.github.bellows.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Expected digests by Python's hashlib and NumPy: {@code hashlib.sha256(numpy.array([...],
 * dtype="<f4").tobytes()).hexdigest()}.
 */
class ParameterDigestTest {
  @Test
  void agreesWithPython() {
    assertThat(ParameterDigest.sha256(new float[] {1f, -0.5f, 3.25f}))
        .isEqualTo("fcd3a92e58f948ad6da265d7277ff38cf687f8a41b1eba9dbecdae60f83eccdd");
    assertThat(ParameterDigest.sha256())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void takesSeveralArraysAsOne() {
    float[] first = new float[100_000];
    float[] second = new float[50_000];
    for (int i = 0; i < first.length; i++) {
      first[i] = i;
    }
    for (int i = 0; i < second.length; i++) {
      second[i] = 100_000 + i;
    }
    assertThat(ParameterDigest.sha256(first, new float[0], second))
        .isEqualTo("8d4c3ba2f6c15948c78812a8a114ffa6109aac1aecbaae8c6acd51ef59fff868");
  }

  @Test
  void seesTheSignOfZero() {
    assertThat(ParameterDigest.sha256(new float[] {0f}))
        .isNotEqualTo(ParameterDigest.sha256(new float[] {-0f}));
  }
}
