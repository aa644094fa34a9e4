package io.github.bellows.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.driver.run.Sessions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.ml.tuning.TrainValidationSplitModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Regressors beside Spark's own, and on executors. */
@Timeout(300)
class RegressorIT {
  private static final String LINEAR = "layers: [dense: {units: 1}]";

  @TempDir Path directory;

  /** Returns 2 a − 3 b + 0.5 with noise, in vectors that do not say how long they are. */
  private static Dataset<Row> line(SparkSession spark) {
    Random random = new Random(11);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      double y = 2 * a - 3 * b + 0.5 + 0.3 * random.nextGaussian();
      rows.add(RowFactory.create(i, Vectors.dense(a, b), y));
    }
    StructType schema =
        new StructType()
            .add("id", DataTypes.IntegerType)
            .add("features", SQLDataTypes.VectorType())
            .add("label", DataTypes.DoubleType);
    return spark.createDataFrame(rows, schema).repartition(6);
  }

  private static BellowsRegressor regressor() {
    return new BellowsRegressor()
        .setNetwork(LINEAR)
        .setOptimizer("adam: {learningRate: {linear: {from: 0.1, to: 0, steps: 400}}}")
        .setConf("training.batch", "all")
        .setEpochs(400)
        .setLanes(2);
  }

  private static List<Double> predictions(Dataset<Row> predicted) {
    return predicted.orderBy("id").collectAsList().stream()
        .map(row -> row.<Double>getAs("prediction"))
        .toList();
  }

  @Test
  void aLinearNetworkIsALinearRegression() throws IOException {
    List<Double> before;
    List<Double> started;
    String saved = directory.resolve("line").toString();
    try (SparkSession spark = LocalSession.start(2)) {
      Dataset<Row> line = line(spark);
      BellowsRegressionModel model = regressor().fit(line);
      Dataset<Row> predicted = model.transform(line);
      double[] found = predictions(predicted).stream().mapToDouble(x -> x).toArray();
      double[] reference =
          predictions(new LinearRegression().setSolver("normal").fit(line).transform(line)).stream()
              .mapToDouble(x -> x)
              .toArray();
      assertThat(found).containsExactly(reference, within(0.005));
      double r2 = new RegressionEvaluator().setMetricName("r2").evaluate(predicted);
      assertThat(r2).isGreaterThan(0.98); // 0 is what the mean would reach
      before = predictions(predicted);
      started = predictions(regressor().setEpochs(10).fit(line).transform(line));
      model.save(saved);
      assertThat(spark.range(100).count()).isEqualTo(100);
    }
    try (SparkSession spark = Sessions.cluster(2, 1, 1024)) {
      BellowsRegressionModel loaded = BellowsRegressionModel.load(saved);
      assertThat(predictions(loaded.transform(line(spark)))).isEqualTo(before);
      BellowsRegressor onExecutors = regressor().setEpochs(10);
      assertThat(predictions(onExecutors.fit(line(spark)).transform(line(spark))))
          .isEqualTo(started);
    }
  }

  @Test
  void aSplitChoosesTheNumberOfEpochs() {
    try (SparkSession spark = LocalSession.start(2)) {
      BellowsRegressor regressor = regressor();
      ParamMap[] epochs =
          new ParamGridBuilder().addGrid(regressor.epochs(), new int[] {1, 300}).build();
      TrainValidationSplitModel best =
          new TrainValidationSplit()
              .setEstimator(regressor)
              .setEstimatorParamMaps(epochs)
              .setEvaluator(new RegressionEvaluator())
              .setSeed(3)
              .fit(line(spark));
      assertThat(best.validationMetrics()[1]).isLessThan(best.validationMetrics()[0] / 4);
      assertThat(((BellowsRegressor) best.bestModel().parent()).getEpochs()).isEqualTo(300);
    }
  }
}
