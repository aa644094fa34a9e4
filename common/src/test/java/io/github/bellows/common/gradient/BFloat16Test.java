package io.github.bellows.common.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Against PyTorch (scripts/golden/bfloat16.py). */
class BFloat16Test {
  @Test
  void roundsAsPyTorchDoes() throws IOException {
    JsonNode golden;
    try (InputStream in = BFloat16Test.class.getResourceAsStream("/golden/bfloat16.json")) {
      golden = new ObjectMapper().readTree(Objects.requireNonNull(in));
    }
    int cases = golden.get("fp32").size();
    assertThat(cases).isGreaterThan(600);
    int notNumbers = 0;
    for (int i = 0; i < cases; i++) {
      String shown = golden.get("fp32").get(i).asText();
      float value = Float.intBitsToFloat(Integer.parseUnsignedInt(shown, 16));
      short expected = (short) Integer.parseInt(golden.get("bf16").get(i).asText(), 16);
      float rounded = BFloat16.round(value);
      if (Float.isNaN(value)) {
        notNumbers++;
        assertThat(BFloat16.value(expected)).as(shown).isNaN();
        assertThat(rounded).as(shown).isNaN();
        assertThat(BFloat16.bits(value)).as(shown).isEqualTo((short) 0x7FC0);
      } else {
        assertThat(BFloat16.bits(value)).as(shown).isEqualTo(expected);
        assertThat(Float.floatToRawIntBits(rounded)).as(shown).isEqualTo(expected << 16);
      }
    }
    assertThat(notNumbers).isGreaterThanOrEqualTo(6);
  }

  @Test
  void roundsTheFirstElementsInPlace() {
    float[] values = {1.001f, -1.005f, 1.001f};
    BFloat16.round(values, 2);
    assertThat(values).containsExactly(1f, -1.0078125f, 1.001f);
  }
}
