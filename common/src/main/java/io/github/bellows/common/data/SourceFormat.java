package io.github.bellows.common.data;

import java.util.Map;

/**
 * How the source of training data is read, and files like it.
 *
 * @param name format of the source
 * @param options of the format
 * @param rows which rows and columns are taken
 */
public record SourceFormat(String name, Map<String, String> options, RowSelection rows) {
  /** Copies the map. */
  public SourceFormat {
    options = Map.copyOf(options);
  }

  /** Creates a format all of whose rows and columns are taken. */
  public SourceFormat(String name, Map<String, String> options) {
    this(name, options, RowSelection.ALL);
  }
}
