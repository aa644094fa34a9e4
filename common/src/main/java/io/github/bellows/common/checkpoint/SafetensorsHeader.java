package io.github.bellows.common.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The JSON header of a safetensors file, read and written.
 *
 * <p>Reference: the safetensors format, github.com/huggingface/safetensors, README "Format", and
 * the checks of its {@code Metadata::validate}.
 */
final class SafetensorsHeader {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final String METADATA = "__metadata__";

  private SafetensorsHeader() {}

  /** A header that breaks a rule; the message says which tensor and which rule. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String rule;

    MalformedException(String rule) {
      super(rule);
      this.rule = rule;
    }

    String rule() {
      return rule;
    }
  }

  /**
   * Returns the header's bytes for fp32 tensors that follow each other in the given order, padded
   * with spaces so that the data after its 8-byte length starts at a multiple of 8.
   */
  static byte[] encode(List<FlatTensor> tensors, Map<String, String> metadata) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    if (!metadata.isEmpty()) {
      ObjectNode entries = root.putObject(METADATA);
      new TreeMap<>(metadata).forEach(entries::put);
    }
    long begin = 0;
    for (FlatTensor tensor : tensors) {
      if (root.has(tensor.name()) || tensor.name().equals(METADATA)) {
        throw new IllegalArgumentException("tensor " + tensor.name() + ": the name is taken");
      }
      long end = begin + (long) tensor.length() * Float.BYTES;
      ObjectNode node = root.putObject(tensor.name()).put("dtype", ElementType.F32.name());
      ArrayNode shape = node.putArray("shape");
      tensor.shape().forEach(shape::add);
      node.putArray("data_offsets").add(begin).add(end);
      begin = end;
    }
    byte[] json = root.toString().getBytes(UTF_8);
    byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }

  /**
   * Returns the tensors a header names.
   *
   * @param header the header's bytes, without its length
   * @param dataBytes bytes of the file behind the header
   * @throws MalformedException if it is not such a header, or its tensors do not fill the data
   *     without gap or overlap
   */
  static SortedMap<String, TensorInfo> decode(byte[] header, long dataBytes)
      throws MalformedException {
    JsonNode root;
    try {
      root = JSON.readTree(header);
    } catch (IOException e) {
      throw new MalformedException("its header is not JSON (" + reason(e) + ")");
    }
    if (!root.isObject()) {
      throw new MalformedException("its header is not a JSON object");
    }
    SortedMap<String, TensorInfo> tensors = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (!field.getKey().equals(METADATA)) {
        tensors.put(field.getKey(), tensor(field.getKey(), field.getValue()));
      }
    }
    checkContiguous(tensors.values(), dataBytes);
    return tensors;
  }

  private static TensorInfo tensor(String name, JsonNode node) throws MalformedException {
    ElementType type = type(name, node.path("dtype").asText());
    List<Long> shape = naturals(name, "shape", node.path("shape"));
    List<Long> offsets = naturals(name, "data_offsets", node.path("data_offsets"));
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
      throw malformed(name, "data_offsets = " + offsets + " must be [begin, end]");
    }
    long bytes;
    try {
      bytes = shape.stream().reduce((long) type.bytes(), Math::multiplyExact);
    } catch (ArithmeticException e) {
      throw malformed(name, "shape = " + shape + " is too large");
    }
    long given = offsets.get(1) - offsets.get(0);
    if (bytes != given) {
      throw malformed(
          name, "shape = " + shape + " of " + type + " takes " + bytes + " bytes, not " + given);
    }
    return new TensorInfo(name, type, shape, offsets.get(0), offsets.get(1));
  }

  private static ElementType type(String name, String dtype) throws MalformedException {
    try {
      return ElementType.valueOf(dtype);
    } catch (IllegalArgumentException e) {
      throw malformed(name, "dtype = " + dtype + " is not known");
    }
  }

  private static List<Long> naturals(String name, String key, JsonNode node)
      throws MalformedException {
    List<Long> values = new ArrayList<>();
    for (JsonNode element : node) {
      if (!element.canConvertToLong() || !element.isIntegralNumber() || element.asLong() < 0) {
        throw malformed(name, key + " = " + node + " must be a list of natural numbers");
      }
      values.add(element.asLong());
    }
    if (!node.isArray()) {
      throw malformed(name, key + " must be a list of natural numbers");
    }
    return values;
  }

  private static void checkContiguous(Collection<TensorInfo> tensors, long dataBytes)
      throws MalformedException {
    List<TensorInfo> byPlace = new ArrayList<>(tensors);
    byPlace.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
    long end = 0;
    for (TensorInfo tensor : byPlace) {
      if (tensor.begin() != end) {
        String how = tensor.begin() < end ? "overlaps the tensor before it" : "leaves a gap";
        throw malformed(tensor.name(), "byte " + tensor.begin() + " " + how + "; expected " + end);
      }
      end = tensor.end();
      if (end > dataBytes) {
        throw malformed(
            tensor.name(), "ends at byte " + end + ", but the file holds only " + dataBytes);
      }
    }
    if (end != dataBytes) {
      throw new MalformedException(
          "its tensors take " + end + " bytes, but the file holds " + dataBytes);
    }
  }

  private static MalformedException malformed(String tensor, String rule) {
    return new MalformedException("tensor " + tensor + ": " + rule);
  }

  private static String reason(IOException e) {
    return e instanceof JsonProcessingException json
        ? json.getOriginalMessage()
        : String.valueOf(e.getMessage());
  }
}
