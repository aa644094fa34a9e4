package io.github.bellows.driver.prepare;

import static io.github.bellows.driver.prepare.DrawnSource.FEATURES;
import static io.github.bellows.driver.prepare.DrawnSource.LABEL;

import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.data.IdxReader;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.storage.Storage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a pair of IDX files, streamed by one task; without a labels file, as predict allows, rows
 * have features only. The labels file is read once beforehand, so that sizes and classes are known.
 */
final class IdxSource {
  private IdxSource() {}

  static SourceRows read(SparkSession spark, Storage storage, SourceConfig source) {
    Path features = path(storage, "features", source.features());
    Path labels = source.labels() == null ? null : path(storage, "labels", source.labels());
    Map<String, String> fileOfColumn = new HashMap<>();
    fileOfColumn.put(FEATURES, Storage.display(features));
    try (IdxReader reader = IdxReader.open(storage, features)) {
      DataType type =
          reader.isBytes()
              ? DataTypes.BinaryType
              : DataTypes.createArrayType(DataTypes.DoubleType, false);
      StructType schema = new StructType().add(FEATURES, type, false);
      List<Path> files = new ArrayList<>(List.of(features));
      Survey known = null;
      if (labels != null) {
        fileOfColumn.put(LABEL, Storage.display(labels));
        files.add(labels);
        LabelSurvey survey = LabelSurvey.read(storage, labels, reader, features);
        DataType labelType = survey.whole ? DataTypes.IntegerType : DataTypes.DoubleType;
        schema = schema.add(LABEL, labelType, false);
        known = survey.known(reader);
      }
      FlatMapFunction<Long, Row> stream =
          new IdxRows(
              new SerializableConfiguration(spark.sparkContext().hadoopConfiguration()),
              features.toString(),
              labels == null ? null : labels.toString());
      return new SourceRows(
          spark.range(0, 1, 1, 1).flatMap(stream, Encoders.row(schema)),
          RowOrigin.fixed(Storage.display(features), fileOfColumn),
          files,
          known,
          shape(reader.itemSizes()));
    }
  }

  private static Path path(Storage storage, String key, @Nullable String given) {
    if (given == null) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "format = idx",
          "needs a file of " + key,
          "Give its path under " + key);
    }
    Path path = storage.qualify(given);
    if (!storage.exists(path) || storage.isDirectory(path)) {
      throw TrainingException.of(
          ErrorCode.INPUT_MISSING,
          Storage.display(path),
          "there is no such file",
          "Check the path under " + key);
    }
    return path;
  }

  /** Returns the shape of an item: a plain image has one channel. */
  private static Shape shape(List<Integer> sizes) {
    if (sizes.isEmpty()) {
      return Shape.of(1);
    }
    return sizes.size() == 2 ? Shape.of(1, sizes.get(0), sizes.get(1)) : new Shape(sizes);
  }

  /** What the labels file says. */
  private record LabelSurvey(boolean whole, double lowest, double highest, Path file) {
    static LabelSurvey read(Storage storage, Path file, IdxReader features, Path featureFile) {
      try (IdxReader reader = IdxReader.open(storage, file)) {
        if (reader.itemElements() != 1) {
          throw TrainingException.of(
              ErrorCode.BAD_DATA,
              Storage.display(file),
              "holds items of sizes " + reader.itemSizes() + " where labels are single numbers",
              "Exchange features and labels if they were confused");
        }
        if (reader.items() != features.items()) {
          throw TrainingException.of(
              ErrorCode.BAD_DATA,
              Storage.display(file),
              "has "
                  + reader.items()
                  + " labels, but "
                  + Storage.display(featureFile)
                  + " has "
                  + features.items()
                  + " items",
              "Give two files that belong together");
        }
        double lowest = 0;
        double highest = 0;
        for (byte[] item = reader.next(); item != null; item = reader.next()) {
          double label = reader.numbers(item)[0];
          lowest = Math.min(lowest, label);
          highest = Math.max(highest, label);
        }
        return new LabelSurvey(reader.isWhole(), lowest, highest, file);
      }
    }

    Survey known(IdxReader features) {
      boolean classes = whole && lowest >= 0 && highest < DistinctLimits.MAXIMUM_CLASSES;
      String problem =
          Storage.display(file)
              + ": "
              + (whole
                  ? String.format(Locale.ROOT, "labels from %.0f to %.0f", lowest, highest)
                  : "fractions")
              + " cannot be class indices, which are whole numbers from 0 to "
              + (DistinctLimits.MAXIMUM_CLASSES - 1)
              + ". Correct the file, or set data.label.kind to number.";
      return new Survey(
          features.items(),
          classes ? Map.of(LABEL, ClassNames.upTo((int) highest + 1)) : Map.of(),
          Map.of(FEATURES, features.itemElements()),
          Map.of(),
          Map.of(),
          classes ? null : problem);
    }
  }
}
