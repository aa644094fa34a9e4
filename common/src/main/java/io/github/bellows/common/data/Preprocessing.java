package io.github.bellows.common.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.storage.Storage;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * How rows of a source become samples: the recipe and the statistics of the training data. Saved
 * with a model, and applied unchanged by evaluate and predict. Immutable.
 *
 * @param source how the training source is read
 * @param columns columns that become features, in the order of the features
 * @param weightColumn column that becomes the weight; null if samples have none
 * @param lengthColumn column that becomes the length; null if samples have none
 * @param schema layout of the samples, with the columns of the labels and the class names
 * @param scaling applied when samples are read, to features that the columns' values have become
 */
public record Preprocessing(
    SourceFormat source,
    List<FeatureColumn> columns,
    @Nullable String weightColumn,
    @Nullable LengthColumn lengthColumn,
    SampleSchema schema,
    FeatureScaling scaling) {
  /** The file's name in a model directory. */
  public static final String NAME = "preprocessing.json";

  private static final int VERSION = 3;
  private static final int FIRST_VERSION = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Checks that the columns make up the features. */
  public Preprocessing {
    columns = List.copyOf(columns);
    long width = columns.stream().mapToLong(FeatureColumn::width).sum();
    long stored = columns.stream().mapToLong(FeatureColumn::stored).sum();
    if (width != schema.elements() || stored != schema.values()) {
      throw new IllegalArgumentException(
          "columns have " + stored + " values and become " + width + " features, not " + schema);
    }
    boolean byClass = schema.labels().stream().anyMatch(field -> field.label().weighs());
    boolean weighted = weightColumn != null || byClass;
    if (schema.weighted() != weighted || schema.lengths() != (lengthColumn != null)) {
      throw new IllegalArgumentException(
          "columns of weight and length are "
              + weightColumn
              + " and "
              + lengthColumn
              + ", the schema says "
              + schema.weighted()
              + " and "
              + schema.lengths());
    }
  }

  /** Returns the same recipe with another scaling. */
  public Preprocessing withScaling(FeatureScaling other) {
    return new Preprocessing(source, columns, weightColumn, lengthColumn, schema, other);
  }

  /**
   * Returns the same recipe with columns that have the same values and may become other features,
   * and with another scaling. If the number of features changes they are in one row.
   */
  public Preprocessing withColumns(List<FeatureColumn> others, FeatureScaling other) {
    int width = others.stream().mapToInt(FeatureColumn::width).sum();
    SampleSchema wide = width == schema.elements() ? schema : schema.withShape(Shape.of(width));
    return new Preprocessing(source, others, weightColumn, lengthColumn, wide, other);
  }

  /** Returns the same recipe with labels of the same sizes. */
  public Preprocessing withLabels(List<LabelField> others) {
    return new Preprocessing(
        source, columns, weightColumn, lengthColumn, schema.withLabels(others), scaling);
  }

  /** Returns how the values of a record become features. */
  public FeatureDecoding decoding() {
    return FeatureDecoding.of(columns, scaling);
  }

  /** Returns the recipe as a JSON document. */
  public String toJson() {
    ObjectNode json = JSON.createObjectNode();
    json.put("version", VERSION);
    json.put("format", source.name());
    new TreeMap<>(source.options()).forEach(json.putObject("options")::put);
    if (!source.rows().equals(RowSelection.ALL)) {
      SelectionJson.write(source.rows(), json.putObject("rows"));
    }
    ArrayNode columnsJson = json.putArray("columns");
    for (FeatureColumn column : columns) {
      ColumnJson.write(column, columnsJson.addObject());
    }
    if (weightColumn != null) {
      json.put("weightColumn", weightColumn);
    }
    if (lengthColumn != null) {
      json.put("lengthColumn", lengthColumn.name()).put("steps", lengthColumn.steps());
    }
    json.set("schema", SchemaJson.write(schema));
    ObjectNode scalingJson = json.putObject("scaling");
    addAll(scalingJson.putArray("subtract"), scaling.subtract());
    addAll(scalingJson.putArray("divide"), scaling.divide());
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the recipe in a JSON document.
   *
   * @param origin named in the error
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) if it cannot be understood
   */
  public static Preprocessing fromJson(String document, String origin) {
    try {
      JsonNode json = JSON.readTree(document);
      int version = json.required("version").intValue();
      if (version < FIRST_VERSION || version > VERSION) {
        throw new IllegalArgumentException("version " + json.get("version"));
      }
      Map<String, String> options = new TreeMap<>();
      json.required("options")
          .fields()
          .forEachRemaining(option -> options.put(option.getKey(), option.getValue().textValue()));
      List<FeatureColumn> columns = new ArrayList<>();
      json.required("columns")
          .forEach(column -> columns.add(ColumnJson.read(column, version < VERSION)));
      JsonNode scaling = json.required("scaling");
      return new Preprocessing(
          new SourceFormat(
              json.required("format").textValue(), options, SelectionJson.read(json.path("rows"))),
          columns,
          json.path("weightColumn").textValue(),
          lengthColumn(json),
          version == FIRST_VERSION ? firstSchema(json) : SchemaJson.read(json.required("schema")),
          new FeatureScaling(
              floats(scaling.required("subtract")), floats(scaling.required("divide"))));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new TrainingException(
          ErrorCode.BAD_DATA,
          origin + ": is not a preprocessing recipe of this version. Train the model again.",
          e);
    }
  }

  /** Writes the recipe into a directory. */
  public void write(Storage storage, Path directory) {
    storage.replace(new Path(directory, NAME), toJson().getBytes(UTF_8));
  }

  /** Reads the recipe of a directory. */
  public static Preprocessing read(Storage storage, Path directory) {
    Path file = new Path(directory, NAME);
    String text = new String(storage.read(file), UTF_8);
    return fromJson(text, Storage.display(file));
  }

  /** Returns the schema of the first version, which named the column of its one label elsewhere. */
  private static SampleSchema firstSchema(JsonNode json) {
    SampleSchema schema = SchemaJson.read(json.required("schema"));
    LabelField label = new LabelField(json.required("labelColumn").textValue(), schema.label());
    return new SampleSchema(schema.shape(), schema.type(), List.of(label), false, false);
  }

  private static @Nullable LengthColumn lengthColumn(JsonNode json) {
    return json.has("lengthColumn")
        ? new LengthColumn(json.get("lengthColumn").textValue(), json.required("steps").intValue())
        : null;
  }

  private static void addAll(ArrayNode array, float[] values) {
    for (float value : values) {
      array.add(value);
    }
  }

  private static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      // A double parsed from the shortest text of a float rounds back to that float.
      values[i] = (float) array.get(i).doubleValue();
    }
    return values;
  }
}
