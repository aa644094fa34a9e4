package io.github.bellows.common.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every kind of layer: the {@code TYPES} of each record that the sealed {@link LayerSpec} permits.
 * So the table of layers is the {@code permits} clause, and a layer cannot be left out of it.
 */
public final class LayerTypes {
  private static final Map<String, LayerType> BY_KIND = collect();

  private LayerTypes() {}

  /** Returns the kinds of layers by their keys in YAML, in alphabetical order of the records. */
  public static Map<String, LayerType> byKind() {
    return BY_KIND;
  }

  /** Returns the records of the family that a configuration can name, those with {@code TYPES}. */
  public static List<Class<?>> records() {
    List<Class<?>> records = new ArrayList<>();
    addRecords(LayerSpec.class, records);
    records.removeIf(layer -> typesOf(layer).isEmpty());
    return records;
  }

  private static void addRecords(Class<?> type, List<Class<?>> records) {
    if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        addRecords(permitted, records);
      }
    } else {
      records.add(type);
    }
  }

  private static Map<String, LayerType> collect() {
    Map<String, LayerType> types = new LinkedHashMap<>();
    for (Class<?> layer : records()) {
      for (LayerType type : typesOf(layer)) {
        if (types.put(type.kind(), type) != null) {
          throw new IllegalStateException("two layers are called " + type.kind());
        }
      }
    }
    return Collections.unmodifiableMap(types);
  }

  private static List<LayerType> typesOf(Class<?> layer) {
    try {
      List<?> types = (List<?>) layer.getField("TYPES").get(null);
      return types.stream().map(LayerType.class::cast).toList();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          layer.getSimpleName() + " needs a field: public static final List<LayerType> TYPES", e);
    }
  }
}
