package io.github.bellows.driver.prepare;

import io.github.bellows.common.config.LabelConfig;
import io.github.bellows.common.data.FeatureColumn.Kind;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Surveys the rows of one partition, and merges what the partitions found. */
final class SurveyTask implements FlatMapFunction<Iterator<Row>, SurveyTask.Part> {
  /** Most classes a label may have. */
  static final int MAXIMUM_CLASSES = 10_000;

  /** Most categories a column may have. */
  static final int MAXIMUM_CATEGORIES = 1_000;

  private static final long serialVersionUID = 1L;

  private final ColumnPlan plan;
  private final RowCells cells;

  SurveyTask(ColumnPlan plan, RowCells cells) {
    this.plan = plan;
    this.cells = cells;
  }

  /** What one partition holds. */
  static final class Part implements Serializable {
    private static final long serialVersionUID = 1L;

    private final HashMap<String, HashSet<String>> texts = new HashMap<>();
    private final HashMap<String, Integer> widths = new HashMap<>();
    private final HashMap<String, Integer> highest = new HashMap<>();
    private long count;
    private @Nullable TaskFailure failure;
  }

  @Override
  public Iterator<Part> call(Iterator<Row> rows) throws Exception {
    Part part = new Part();
    try {
      while (rows.hasNext()) {
        add(rows.next(), part);
      }
    } catch (Exception e) {
      part.failure = TaskFailure.of(e);
    }
    return List.of(part).iterator();
  }

  private void add(Row row, Part part) {
    cells.checkWhole(row);
    part.count++;
    for (ColumnPlan.Feature feature : plan.features()) {
      int index = cells.indexOf(feature.name());
      switch (feature.kind()) {
        case NUMBER -> part.widths.put(feature.name(), 1);
        case CATEGORY -> addText(row, index, feature.name(), MAXIMUM_CATEGORIES, part);
        case BYTES -> addWidth(row, index, feature.name(), cells.bytes(row, index).length, part);
        case ARRAY -> addWidth(row, index, feature.name(), cells.numbers(row, index).length, part);
      }
    }
    for (ColumnPlan.Target label : plan.labels()) {
      addLabel(row, label, part);
    }
  }

  private void addLabel(Row row, ColumnPlan.Target label, Part part) {
    String name = label.name();
    int index = cells.indexOf(name);
    switch (label.kind()) {
      case CLASS -> addText(row, index, name, MAXIMUM_CLASSES, part);
      case NUMBER -> part.widths.put(name, 1);
      case VECTOR -> addWidth(row, index, name, cells.numbers(row, index).length, part);
      case MASK -> {
        byte[] classes = cells.classIndices(row, index);
        addWidth(row, index, name, classes.length, part);
        for (byte value : classes) {
          part.highest.merge(name, value & 0xff, Math::max);
        }
      }
      case FEATURES -> {
        // Surveyed as features.
      }
    }
  }

  private void addText(Row row, int index, String column, int limit, Part part) {
    Set<String> known = part.texts.computeIfAbsent(column, c -> new HashSet<>());
    known.add(cells.text(row, index));
    checkLimit(column, known.size(), limit);
  }

  private void addWidth(Row row, int index, String column, int width, Part part) {
    int first = part.widths.computeIfAbsent(column, c -> width);
    if (first != width || width == 0) {
      throw cells.wrongWidth(row, index, width, first);
    }
  }

  private static void checkLimit(String column, int found, int limit) {
    if (found > limit) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "data: column " + column,
          "has more than " + limit + " different values, too many for classes or categories",
          limit == MAXIMUM_CLASSES
              ? "Set data.label.kind to number if it is one"
              : "Name it under features.numeric if it is a number, or leave it out");
    }
  }

  /** Returns the survey of all partitions, or throws the first failure among them. */
  Survey merge(List<Part> parts) {
    TaskFailure.throwFirst(
        parts.stream().flatMap(p -> java.util.stream.Stream.ofNullable(p.failure)).toList());
    long count = 0;
    Map<String, Set<String>> texts = new HashMap<>();
    Map<String, Integer> widths = new HashMap<>();
    Map<String, Integer> highest = new HashMap<>();
    for (Part part : parts) {
      count += part.count;
      part.texts.forEach(
          (column, values) -> texts.computeIfAbsent(column, c -> new HashSet<>()).addAll(values));
      part.widths.forEach((column, width) -> mergeWidth(widths, column, width));
      part.highest.forEach((column, index) -> highest.merge(column, index, Math::max));
    }
    Map<String, List<String>> categories = new HashMap<>();
    for (ColumnPlan.Feature feature : plan.features()) {
      if (feature.kind() == Kind.CATEGORY) {
        Set<String> found = texts.getOrDefault(feature.name(), Set.of());
        checkLimit(feature.name(), found.size(), MAXIMUM_CATEGORIES);
        categories.put(feature.name(), ClassNames.sorted(found));
      }
    }
    return new Survey(count, classes(texts, highest), widths, categories, null);
  }

  private Map<String, List<String>> classes(
      Map<String, Set<String>> texts, Map<String, Integer> highest) {
    Map<String, List<String>> classes = new HashMap<>();
    for (ColumnPlan.Target label : plan.labels()) {
      if (label.kind() == LabelConfig.Kind.CLASS) {
        Set<String> found = texts.getOrDefault(label.name(), Set.of());
        checkLimit(label.name(), found.size(), MAXIMUM_CLASSES);
        classes.put(label.name(), ClassNames.sorted(found));
      } else if (label.kind() == LabelConfig.Kind.MASK) {
        classes.put(label.name(), ClassNames.upTo(highest.getOrDefault(label.name(), 0) + 1));
      }
    }
    return classes;
  }

  private static void mergeWidth(Map<String, Integer> widths, String column, int width) {
    Integer known = widths.putIfAbsent(column, width);
    if (known != null && known != width) {
      throw TrainingException.of(
          ErrorCode.BAD_DATA,
          "column " + column,
          "has rows of " + known + " and rows of " + width + " values",
          "Make all rows of one length");
    }
  }
}
