package io.github.bellows.driver.prepare;

import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.data.Digits;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Rows of drawn digits: drawn where they are needed, in parallel. */
final class DigitsSource {
  /** The column of the image. */
  static final String FEATURES = "features";

  /** The column of the class. */
  static final String LABEL = "label";

  private DigitsSource() {}

  static SourceRows read(SparkSession spark, SourceConfig source) {
    long seed = source.seed();
    StructType schema =
        new StructType()
            .add(FEATURES, DataTypes.BinaryType, false)
            .add(LABEL, DataTypes.IntegerType, false);
    MapFunction<Long, Row> draw =
        index -> {
          byte[] pixels = new byte[Digits.PIXELS];
          int label = new Digits(seed).draw(index, pixels);
          return RowFactory.create(pixels, label);
        };
    return new SourceRows(
        spark.range(source.samples()).map(draw, Encoders.row(schema)),
        RowOrigin.fixed("digits", Map.of()),
        List.of(),
        new Survey(
            source.samples(),
            ClassNames.upTo(Digits.CLASSES),
            1,
            Map.of(FEATURES, Digits.PIXELS),
            Map.of(),
            null),
        Digits.shape());
  }
}
