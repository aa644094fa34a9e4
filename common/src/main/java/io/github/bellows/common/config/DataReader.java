package io.github.bellows.common.config;

import io.github.bellows.common.config.ValidationConfig.By;
import io.github.bellows.common.data.ImageFormat;
import io.github.bellows.common.data.RowSelection;
import io.github.bellows.common.drawn.DrawnFormat;
import io.github.bellows.common.error.Nearest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code data:}. */
final class DataReader {
  private static final List<String> COMMON_FORMATS =
      Stream.concat(
              DrawnFormat.keys().stream(),
              Stream.of(
                  "idx",
                  ImageFormat.NAME,
                  "csv",
                  "parquet",
                  "json",
                  "orc",
                  "libsvm",
                  "text",
                  "avro",
                  "table",
                  "sql",
                  "jdbc"))
          .toList();
  private static final String SQL = "sql";
  private static final List<String> SOURCE_KEYS =
      List.of(
          "format",
          "path",
          "features",
          "labels",
          "options",
          "samples",
          "seed",
          "query",
          "select",
          "where",
          "sequence",
          ImageFormat.SIZE,
          ImageFormat.CHANNELS,
          ImageFormat.ON_BAD_RECORD);
  private static final Rule<By> WAYS =
      Rule.choice(Stream.of(By.values()).map(By::word).toList(), By.values());

  /** Formats that read files, or a table, which must be named. */
  private static final List<String> NEED_PATHS =
      List.of("csv", "parquet", "json", "orc", "libsvm", "text", "avro", "table");

  private static final int SAMPLES = 20_000;

  private DataReader() {}

  static DataConfig read(Section data) {
    SourceConfig train = source(data.section("train"), 1);
    ValidationConfig validation = validation(data.optionalSection("validation"), train);
    LabelReader reader = new LabelReader(data, train);
    List<LabelConfig> labels = reader.labels();
    FeaturesConfig features = features(data, train);
    String weight = reader.weight();
    String length = reader.length();
    ScaleConfig scale = scale(data);
    String prepared = data.optional("prepared", Rule.text(), "prepared");
    return new DataConfig(
        train,
        validation,
        labels,
        features,
        weight,
        length,
        scale,
        null,
        prepared,
        BlocksReader.read(data));
  }

  /** Reads a source; the keys it may have depend on its format. */
  static SourceConfig source(Section source, long seed) {
    return source(source, seed, ImageFormat.STANDARD);
  }

  /** Reads a source; of images, what it leaves out is as given. */
  private static SourceConfig source(Section source, long seed, ImageFormat images) {
    String format = source.require("format", Rule.text(), "digits");
    Optional<String> near = Nearest.to(format, COMMON_FORMATS);
    if (near.isPresent() && isMisspelled(format, near.get())) {
      source.report("format", "is no known source", "Did you mean " + near.get() + "?");
    }
    if (DrawnFormat.of(format) != null) {
      int samples = source.get("samples", Rule.wholeNumber(1), SAMPLES);
      long ownSeed = source.get("seed", Rule.longNumber(Long.MIN_VALUE), seed);
      refuse(
          source,
          format,
          "path",
          "features",
          "labels",
          "options",
          "query",
          "select",
          "where",
          "sequence");
      return new SourceConfig(format, null, null, null, Map.of(), samples, ownSeed);
    }
    switch (format) {
      case "idx" -> {
        String features =
            source.require("features", Rule.text(), "data/train-images-idx3-ubyte.gz");
        String labels = source.require("labels", Rule.text(), "data/train-labels-idx1-ubyte.gz");
        refuse(
            source,
            format,
            "path",
            "options",
            "samples",
            "seed",
            "query",
            "select",
            "where",
            "sequence");
        return new SourceConfig(format, null, features, labels, Map.of(), SAMPLES, seed);
      }
      case ImageFormat.NAME -> {
        refuse(source, format, "features", "labels", "samples", "seed");
        refuse(source, format, "options", "query", "select", "where", "sequence");
        return ImagesReader.read(source, images, seed);
      }
      default -> {
        refuse(source, format, "features", "labels", "samples", "seed");
        refuse(source, format, ImageFormat.SIZE, ImageFormat.CHANNELS, ImageFormat.ON_BAD_RECORD);
        return table(source, format, seed);
      }
    }
  }

  /** Reads a source whose rows Spark reads. */
  private static SourceConfig table(Section source, String format, long seed) {
    boolean sql = format.equals(SQL);
    List<String> paths = List.of();
    if (sql) {
      source.refuse("path", "does not belong to format sql", "Name tables in the query");
    } else if (source.given("path") instanceof Node.Sequence) {
      paths = source.requireList("path", Rule.text(), List.of("data/a." + format));
    } else if (NEED_PATHS.contains(format)) {
      paths = List.of(source.require("path", Rule.text(), "data/train." + format));
    } else {
      String path = source.optional("path", Rule.text(), "data/train");
      paths = path == null ? List.of() : List.of(path);
    }
    String query = sql ? source.require("query", Rule.text(), "SELECT * FROM sales") : null;
    if (!sql) {
      source.refuse("query", "belongs to format sql", "Set format: sql, or use select and where");
    }
    Map<String, String> options = source.texts("options");
    List<String> select = source.list("select", Rule.text(), List.of("age + 1 AS older"));
    String where = source.optional("where", Rule.text(), "age > 17");
    RowSelection rows =
        new RowSelection(query, select, where, sequence(source.optionalSection("sequence")));
    return new SourceConfig(format, paths, null, null, options, SAMPLES, seed, rows);
  }

  /** Reads how rows become sequences. */
  static RowSelection.@Nullable Sequence sequence(@Nullable Section section) {
    if (section == null) {
      return null;
    }
    String order = section.require("order", Rule.text(), "date");
    List<String> group = section.list("group", Rule.text(), List.of("station"));
    List<String> values = section.requireList("values", Rule.text(), List.of("temperature"));
    int length = section.require("length", Rule.wholeNumber(1), 14);
    int stride = section.get("stride", Rule.wholeNumber(1), 1);
    String target = section.optional("target", Rule.text(), "temperature");
    int ahead = section.get("ahead", Rule.wholeNumber(1), 1);
    return new RowSelection.Sequence(order, group, values, length, stride, target, ahead);
  }

  /** A name that is not known differs by a slip; an abbreviation may be a source of its own. */
  private static boolean isMisspelled(String format, String near) {
    return !COMMON_FORMATS.contains(format) && Math.abs(format.length() - near.length()) <= 1;
  }

  private static void refuse(Section source, String format, String... keys) {
    for (String key : keys) {
      source.refuse(key, "does not belong to format " + format, "Remove it");
    }
  }

  private static @Nullable ValidationConfig validation(
      @Nullable Section validation, SourceConfig train) {
    if (validation == null) {
      return null;
    }
    if (validation.given("split") != null) {
      double split =
          validation.require(
              "split", Rule.number("must be a number in (0, 1)", x -> x > 0 && x < 1), 0.1);
      By by = validation.get("by", WAYS, By.RANDOM);
      String column = null;
      if (by == By.GROUP || by == By.TIME) {
        column = validation.require("column", Rule.text(), by == By.TIME ? "date" : "customer");
      } else {
        validation.refuse("column", "belongs to by: group and by: time", "Remove it");
      }
      if (by != By.RANDOM && !LabelReader.hasColumns(train)) {
        validation.report("by", "must be random for format " + train.format(), "Remove it");
      }
      for (String key : SOURCE_KEYS) {
        validation.refuse(key, "does not go with split, which takes training samples", "Keep one");
      }
      return new ValidationConfig(null, split, by, column);
    }
    SourceConfig source = source(validation, 2, ImagesReader.formatOf(train));
    ImagesReader.checkAlike(validation, source, train);
    if (DrawnFormat.of(source.format()) != null
        && source.format().equals(train.format())
        && source.seed() == train.seed()) {
      validation.report(
          "seed",
          "must differ from data.train.seed, or validation sees the samples of training",
          "Write for example " + (train.seed() + 1));
    }
    return new ValidationConfig(source, 0);
  }

  private static FeaturesConfig features(Section data, SourceConfig train) {
    if (!LabelReader.hasColumns(train)) {
      refuse(data, train.format(), "features");
      return new FeaturesConfig(null, List.of());
    }
    return features(data.section("features"));
  }

  /** Reads the columns to learn from. */
  static FeaturesConfig features(Section features) {
    return new FeaturesReader(features).read();
  }

  private static ScaleConfig scale(Section data) {
    boolean above = data.get("standardize", Rule.flag(), false);
    Section scale = data.section("scale");
    double subtract = scale.get("subtract", Rule.number(), 0.0);
    double divide =
        scale.get("divide", Rule.number("must be a number other than 0", x -> x != 0), 1.0);
    boolean within = scale.get("standardize", Rule.flag(), false);
    boolean standardize = above || within;
    if (standardize && (subtract != 0 || divide != 1)) {
      (above ? data : scale)
          .report("standardize", "takes the place of scale.subtract and scale.divide", "Keep one");
    }
    return new ScaleConfig(subtract, divide, standardize);
  }
}
