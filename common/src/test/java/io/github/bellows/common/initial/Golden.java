package io.github.bellows.common.initial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** What NumPy and SciPy expect, written by {@code scripts/golden/initializers.py}. */
final class Golden {
  private Golden() {}

  static JsonNode read() {
    try (InputStream in =
        Objects.requireNonNull(Golden.class.getResourceAsStream("/golden/initializers.json"))) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static float[] floats(JsonNode node) {
    float[] values = new float[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = node.get(i).floatValue();
    }
    return values;
  }
}
