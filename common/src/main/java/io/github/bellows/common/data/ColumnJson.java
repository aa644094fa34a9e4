package io.github.bellows.common.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bellows.common.data.CategoryColumn.Encoding;
import io.github.bellows.common.data.NumberColumn.Filling;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A column as JSON: {@code {name, kind, …}}. */
final class ColumnJson {
  private static final String CATEGORIES = "categories";
  private static final String WIDTH = "width";

  private ColumnJson() {}

  /** Writes a column into an object. */
  static void write(FeatureColumn column, ObjectNode json) {
    json.put("name", column.name());
    if (column instanceof NumberColumn number) {
      json.put("kind", "number");
      write(number, json);
    } else if (column instanceof NumbersColumn numbers) {
      json.put("kind", "array").put(WIDTH, numbers.width());
    } else if (column instanceof BytesColumn bytes) {
      json.put("kind", "bytes").put(WIDTH, bytes.width());
    } else if (column instanceof CategoryColumn category) {
      json.put("kind", "category");
      write(category, json);
    } else if (column instanceof DateColumn date) {
      json.put("kind", "date").put("pattern", date.pattern());
      date.parts().forEach(part -> json.withArray("/parts").add(part.key()));
    } else if (column instanceof TextColumn text) {
      json.put("kind", "text").put("length", text.length());
      add(json, "words", text.words());
      add(json, "codes", text.codes());
    }
  }

  private static void write(NumberColumn number, ObjectNode json) {
    json.put("log", number.log());
    Filling filling = number.filling();
    if (filling != null) {
      json.put("fill", filling.value()).put("indicator", filling.indicator());
    }
  }

  private static void write(CategoryColumn category, ObjectNode json) {
    json.put("encoding", category.encoding() == Encoding.ONE_HOT ? "oneHot" : "index");
    add(json, CATEGORIES, category.categories());
    if (!category.codes().equals(category.categories())) {
      add(json, "codes", category.codes());
    }
    if (category.missing() >= 0) {
      json.put("missing", category.missing());
    }
  }

  private static void add(ObjectNode json, String key, List<String> texts) {
    texts.forEach(json.putArray(key)::add);
  }

  /**
   * Returns the column that {@link #write} wrote; of earlier versions, all but categories, which
   * had no slot for other texts.
   *
   * @throws IllegalArgumentException if the document is another
   */
  static FeatureColumn read(JsonNode json, boolean earlier) {
    String name = json.required("name").textValue();
    String kind = json.required("kind").textValue();
    return switch (kind) {
      case "number" ->
          new NumberColumn(name, json.path("log").asBoolean(), filling(json.get("fill"), json));
      case "array" -> new NumbersColumn(name, json.required(WIDTH).intValue());
      case "bytes" -> new BytesColumn(name, json.required(WIDTH).intValue());
      case "category" -> {
        if (earlier) {
          throw new IllegalArgumentException("column " + name + " has no slot for other texts");
        }
        yield category(name, json);
      }
      case "date" ->
          new DateColumn(
              name,
              json.required("pattern").textValue(),
              SchemaJson.texts(json.required("parts")).stream()
                  .map(part -> DateColumn.Part.valueOf(part.toUpperCase(Locale.ROOT)))
                  .toList());
      case "text" ->
          new TextColumn(
              name,
              json.required("length").intValue(),
              SchemaJson.texts(json.required("codes")),
              SchemaJson.texts(json.required("words")));
      default -> throw new IllegalArgumentException("kind = " + kind + ": is no kind of column");
    };
  }

  private static @Nullable Filling filling(@Nullable JsonNode fill, JsonNode json) {
    return fill == null
        ? null
        : new Filling((float) fill.doubleValue(), json.required("indicator").booleanValue());
  }

  private static CategoryColumn category(String name, JsonNode json) {
    List<String> categories = SchemaJson.texts(json.required(CATEGORIES));
    boolean oneHot = json.required("encoding").textValue().equals("oneHot");
    return new CategoryColumn(
        name,
        json.has("codes") ? SchemaJson.texts(json.get("codes")) : categories,
        categories,
        oneHot ? Encoding.ONE_HOT : Encoding.INDEX,
        json.path("missing").asInt(-1));
  }
}
