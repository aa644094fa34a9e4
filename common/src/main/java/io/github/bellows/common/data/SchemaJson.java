package io.github.bellows.common.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bellows.common.model.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A schema as JSON: {@code {shape, values, type, labels: [{name, kind, …}], weighted, lengths}}.
 * Reads the first version too, which had {@code label: {classes | values}} for its one label.
 */
final class SchemaJson {
  private static final String CLASSES = "classes";
  private static final String WEIGHTS = "weights";
  private static final String GAPS = "gaps";

  private SchemaJson() {}

  /** Returns a schema as JSON. */
  static ObjectNode write(SampleSchema schema) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    schema.shape().sizes().forEach(json.putArray("shape")::add);
    if (schema.values() != schema.elements()) {
      json.put("values", schema.values());
    }
    json.put("type", schema.type().key());
    for (LabelField field : schema.labels()) {
      write(field.label(), json.withArray("/labels").addObject().put("name", field.name()));
    }
    json.put("weighted", schema.weighted());
    json.put("lengths", schema.lengths());
    return json;
  }

  private static void write(Label label, ObjectNode json) {
    if (label instanceof Label.Classes) {
      json.put("kind", "class");
    } else if (label instanceof Label.Mask mask) {
      json.put("kind", "mask").put("length", mask.length());
    } else if (label instanceof Label.Values values) {
      json.put("kind", "values").put("length", values.length());
      if (values.gaps()) {
        json.put(GAPS, true);
      }
    } else if (label instanceof Label.Tags tags) {
      json.put("kind", "multi").put("separator", tags.separator());
    } else {
      json.put("kind", "features");
    }
    if (!label.classNames().isEmpty()) {
      label.classNames().forEach(json.putArray(CLASSES)::add);
    }
    if (label instanceof Label.Classes classes && label.weighs()) {
      classes.weights().forEach(json.putArray(WEIGHTS)::add);
    }
  }

  /**
   * Returns the schema that {@link #write} or the first version wrote.
   *
   * @throws IllegalArgumentException if the document is another
   */
  static SampleSchema read(JsonNode json) {
    List<Integer> sizes = new ArrayList<>();
    json.required("shape").forEach(size -> sizes.add(size.intValue()));
    Shape shape = new Shape(sizes);
    FeatureType type = FeatureType.of(json.required("type").textValue());
    if (json.has("label")) {
      return SampleSchema.of(shape, type, firstVersion(json.get("label")));
    }
    List<LabelField> labels = new ArrayList<>();
    for (JsonNode label : json.required("labels")) {
      labels.add(new LabelField(label.required("name").textValue(), label(label)));
    }
    return new SampleSchema(
        shape,
        json.path("values").asInt(Math.toIntExact(shape.elements())),
        type,
        labels,
        json.required("weighted").booleanValue(),
        json.required("lengths").booleanValue());
  }

  private static Label firstVersion(JsonNode json) {
    return json.has("values")
        ? new Label.Values(json.get("values").intValue())
        : new Label.Classes(texts(json.required(CLASSES)));
  }

  private static Label label(JsonNode json) {
    String kind = json.required("kind").textValue();
    return switch (kind) {
      case "class" -> new Label.Classes(texts(json.required(CLASSES)), floats(json.path(WEIGHTS)));
      case "mask" ->
          new Label.Mask(texts(json.required(CLASSES)), json.required("length").intValue());
      case "values" ->
          new Label.Values(json.required("length").intValue(), json.path(GAPS).booleanValue());
      case "features" -> new Label.Features();
      case "multi" ->
          new Label.Tags(texts(json.required(CLASSES)), json.required("separator").textValue());
      default -> throw new IllegalArgumentException("kind = " + kind + ": is no kind of label");
    };
  }

  private static List<Float> floats(JsonNode array) {
    List<Float> numbers = new ArrayList<>();
    array.forEach(number -> numbers.add((float) number.doubleValue()));
    return numbers;
  }

  /** Returns the strings of a JSON array. */
  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.textValue()));
    return texts;
  }
}
