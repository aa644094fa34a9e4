package io.github.bellows.common.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bellows.common.model.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The layout of one record: the features in row-major order, then the label. Immutable.
 *
 * @param shape sizes of the features of one sample
 * @param type how each feature is stored
 * @param label what the label holds
 */
public record SampleSchema(Shape shape, FeatureType type, Label label) {
  /** Checks that a record can be addressed. */
  public SampleSchema {
    long bytes = Math.multiplyExact(shape.elements(), (long) type.bytes()) + label.bytes();
    if (bytes > Integer.MAX_VALUE / 8) {
      throw new IllegalArgumentException(
          "shape = " + shape + ": a record of " + bytes + " bytes is too large");
    }
  }

  /** Returns the number of features of one sample. */
  public int elements() {
    return (int) shape.elements();
  }

  /** Returns the size of the features of one record in bytes; the label starts there. */
  public int featureBytes() {
    return elements() * type.bytes();
  }

  /** Returns the size of one record in bytes. */
  public int recordBytes() {
    return featureBytes() + label.bytes();
  }

  /** Returns the class names by index; none if the label holds numbers. */
  public List<String> classNames() {
    return label instanceof Label.Classes classes ? classes.names() : List.of();
  }

  /** Returns the schema as JSON: {@code {shape, type, label: {classes | values}}}. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    shape.sizes().forEach(json.putArray("shape")::add);
    json.put("type", type.key());
    ObjectNode labelJson = json.putObject("label");
    if (label instanceof Label.Values values) {
      labelJson.put("values", values.length());
    } else {
      classNames().forEach(labelJson.putArray("classes")::add);
    }
    return json;
  }

  /**
   * Returns the schema that {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException if the document is another
   */
  public static SampleSchema fromJson(JsonNode json) {
    List<Integer> sizes = new ArrayList<>();
    json.required("shape").forEach(size -> sizes.add(size.intValue()));
    JsonNode labelJson = json.required("label");
    Label label =
        labelJson.has("values")
            ? new Label.Values(labelJson.get("values").intValue())
            : new Label.Classes(texts(labelJson.required("classes")));
    return new SampleSchema(
        new Shape(sizes), FeatureType.of(json.required("type").textValue()), label);
  }

  /** Returns the strings of a JSON array. */
  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.textValue()));
    return texts;
  }
}
