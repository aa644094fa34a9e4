package io.github.bellows.common.metric;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.stream.StreamSupport;

/** The figures of scikit-learn, written by {@code scripts/golden/metrics.py}. */
final class Golden {
  private Golden() {}

  static JsonNode read(String family) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(Golden.class.getResourceAsStream("/golden/metric/expected.json"))) {
      return new ObjectMapper().readTree(in).required(family);
    }
  }

  static int[] ints(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false).mapToInt(JsonNode::intValue).toArray();
  }

  static float[] floats(JsonNode node) {
    float[] values = new float[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = node.get(i).floatValue();
    }
    return values;
  }
}
