package io.github.bellows.driver.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A small table: three kinds of flowers that two measures tell apart. */
final class Flowers {
  private static final List<String> SPECIES = List.of("rose", "tulip", "iris");

  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.IntegerType)
          .add("length", DataTypes.DoubleType)
          .add("width", DataTypes.FloatType)
          .add("species", DataTypes.StringType)
          .add("label", DataTypes.DoubleType);

  private Flowers() {}

  /** Returns rows with an id, in several partitions; iris has label 2. */
  static Dataset<Row> table(SparkSession spark, int rows) {
    Random random = new Random(5);
    List<Row> flowers = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      int kind = i % SPECIES.size();
      double length = 3 * kind + random.nextGaussian();
      float width = (float) (kind == 1 ? 4 + random.nextGaussian() : random.nextGaussian());
      flowers.add(RowFactory.create(i, length, width, SPECIES.get(kind), (double) kind));
    }
    return spark.createDataFrame(flowers, SCHEMA).repartition(5);
  }

  /** Returns what was predicted for each row, by id, to the bit. */
  static List<String> predictions(Dataset<Row> predicted) {
    return predicted.collectAsList().stream()
        .sorted(Comparator.comparingInt(row -> row.getInt(row.fieldIndex("id"))))
        .map(
            row ->
                row.getDouble(row.fieldIndex("prediction"))
                    + " "
                    + numbers(row, "probability")
                    + " "
                    + numbers(row, "rawPrediction"))
        .toList();
  }

  private static String numbers(Row row, String column) {
    return Arrays.toString(((Vector) row.getAs(column)).toArray());
  }
}
