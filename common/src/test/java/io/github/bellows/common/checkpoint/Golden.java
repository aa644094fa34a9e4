package io.github.bellows.common.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.initial.Zeros;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.model.ParameterSpec;
import io.github.bellows.common.model.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Files and values of PyTorch, written by {@code scripts/golden/safetensors_files.py}. */
final class Golden {
  private Golden() {}

  static byte[] bytes(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(Golden.class.getResourceAsStream("/golden/safetensors/" + name))) {
      return in.readAllBytes();
    }
  }

  /** Returns what is known of the tensors of a file, by their names. */
  static JsonNode tensors(String file) throws IOException {
    return new ObjectMapper().readTree(bytes("expected.json")).required(file);
  }

  static float[] values(JsonNode tensor) {
    JsonNode bits = tensor.required("float32Bits");
    float[] values = new float[bits.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(bits.get(i).intValue());
    }
    return values;
  }

  /** The layout of {@code network.safetensors}, in the order of its layers. */
  static ParameterLayout networkLayout() {
    return layout(
        List.of("c1.weight", "c1.bias", "out.weight", "out.bias"),
        List.of(Shape.of(2, 1, 2, 2), Shape.of(2), Shape.of(2, 3), Shape.of(2)));
  }

  static ParameterLayout layout(List<String> names, List<Shape> shapes) {
    List<ParameterLayout.Entry> entries = new ArrayList<>();
    int offset = 0;
    for (int i = 0; i < names.size(); i++) {
      ParameterSpec spec = new ParameterSpec("", shapes.get(i), new Zeros(), 1, 1);
      entries.add(new ParameterLayout.Entry(names.get(i), offset, spec));
      offset += (int) shapes.get(i).elements();
    }
    return new ParameterLayout(entries, offset, offset);
  }

  /** The values of {@code network.safetensors} in the order of {@link #networkLayout}. */
  static float[] networkParameters() throws IOException {
    ParameterLayout layout = networkLayout();
    float[] flat = new float[layout.length()];
    for (ParameterLayout.Entry entry : layout.entries()) {
      float[] values = values(tensors("network.safetensors").required(entry.name()));
      System.arraycopy(values, 0, flat, entry.offset(), entry.length());
    }
    return flat;
  }
}
