package io.github.bellows.common.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bellows.common.data.RowSelection.Sequence;
import org.jspecify.annotations.Nullable;

/** A selection of rows as JSON: {@code {query, select, where, sequence}}, without what is null. */
final class SelectionJson {
  private SelectionJson() {}

  /** Writes a selection into an object. */
  static void write(RowSelection rows, ObjectNode json) {
    putText(json, "query", rows.query());
    rows.select().forEach(json.putArray("select")::add);
    putText(json, "where", rows.where());
    Sequence sequence = rows.sequence();
    if (sequence != null) {
      ObjectNode windows = json.putObject("sequence");
      windows.put("order", sequence.order());
      sequence.group().forEach(windows.putArray("group")::add);
      sequence.values().forEach(windows.putArray("values")::add);
      windows.put("length", sequence.length()).put("stride", sequence.stride());
      putText(windows, "target", sequence.target());
      windows.put("ahead", sequence.ahead());
    }
  }

  private static void putText(ObjectNode json, String key, @Nullable String text) {
    if (text != null) {
      json.put(key, text);
    }
  }

  /** Returns the selection that {@link #write} wrote; all rows of a node that is missing. */
  static RowSelection read(JsonNode json) {
    if (json.isMissingNode()) {
      return RowSelection.ALL;
    }
    JsonNode windows = json.get("sequence");
    Sequence sequence =
        windows == null
            ? null
            : new Sequence(
                windows.required("order").textValue(),
                SchemaJson.texts(windows.required("group")),
                SchemaJson.texts(windows.required("values")),
                windows.required("length").intValue(),
                windows.required("stride").intValue(),
                windows.path("target").textValue(),
                windows.required("ahead").intValue());
    return new RowSelection(
        json.path("query").textValue(),
        SchemaJson.texts(json.required("select")),
        json.path("where").textValue(),
        sequence);
  }
}
