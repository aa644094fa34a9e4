package io.github.bellows.driver.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.rand;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same rows in other partitions and orders teach the same bits. */
@Timeout(120)
class RowOrderIT {
  private static List<String> learned(Dataset<Row> rows, Dataset<Row> flowers) {
    BellowsClassificationModel model =
        new BellowsClassifier()
            .setFeaturesCols("length", "width")
            .setNetwork("layers: [dense: {units: 6, activation: tanh}, dense: {units: 3}]")
            .setConf("data.standardize", "true")
            .setConf("data.validation.split", "0.1")
            .setWeightCol("weight")
            .setEpochs(3)
            .setBatch(8)
            .setLanes(2)
            .setSeed(11)
            .fit(rows);
    return Flowers.predictions(model.transform(flowers));
  }

  @Test
  void ordersAndPartitionsChangeNothing() {
    try (SparkSession spark = LocalSession.start(2)) {
      Dataset<Row> flowers =
          Flowers.table(spark, 200).withColumn("weight", col("id").mod(5).plus(1));
      List<String> expected = learned(flowers, flowers);
      assertThat(learned(flowers.coalesce(1), flowers)).isEqualTo(expected);
      assertThat(learned(flowers.repartition(9), flowers)).isEqualTo(expected);
      assertThat(learned(flowers.orderBy(rand(3)), flowers)).isEqualTo(expected);
      assertThat(learned(flowers.orderBy(desc("length")).cache(), flowers)).isEqualTo(expected);
      assertThat(learned(flowers.where("id > 20"), flowers)).isNotEqualTo(expected);
    }
  }
}
