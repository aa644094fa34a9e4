package io.github.bellows.driver.prepare;

import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.drawn.DrawnFormat;
import io.github.bellows.common.drawn.DrawnSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Rows of drawn samples: drawn where they are needed, in parallel. */
final class DrawnSource {
  /** The column of the features. */
  static final String FEATURES = "features";

  /** The column of the class or the mask. */
  static final String LABEL = "label";

  /** The column of the number of valid steps, which sequences have. */
  static final String LENGTH = "length";

  private DrawnSource() {}

  static SourceRows read(SparkSession spark, SourceConfig source, DrawnFormat format) {
    long seed = source.seed();
    MapFunction<Long, Row> draw = index -> row(format, format.draw(seed, index));
    int elements = Math.toIntExact(format.shape().elements());
    return new SourceRows(
        spark.range(source.samples()).map(draw, Encoders.row(schema(format))),
        RowOrigin.fixed(format.key(), Map.of()),
        List.of(),
        new Survey(
            source.samples(),
            Map.of(LABEL, format.classNames()),
            Map.of(FEATURES, elements, LABEL, format.isMasked() ? elements : 1),
            Map.of(),
            Map.of(),
            null),
        format.shape());
  }

  private static StructType schema(DrawnFormat format) {
    DataType label = format.isNumbered() ? DataTypes.IntegerType : DataTypes.StringType;
    StructType schema =
        new StructType()
            .add(FEATURES, DataTypes.BinaryType, false)
            .add(LABEL, format.isMasked() ? DataTypes.BinaryType : label, false);
    return format.isSequence() ? schema.add(LENGTH, DataTypes.IntegerType, false) : schema;
  }

  private static Row row(DrawnFormat format, DrawnSample sample) {
    List<Object> cells = new ArrayList<>();
    cells.add(sample.features());
    cells.add(format.isMasked() ? sample.classes() : label(format, sample.classes()[0]));
    if (format.isSequence()) {
      cells.add(sample.length());
    }
    return RowFactory.create(cells.toArray());
  }

  /** Returns a class as a reader of predictions would write it: its number, or its name. */
  private static Object label(DrawnFormat format, int index) {
    return format.isNumbered() ? (Object) index : format.classNames().get(index);
  }
}
