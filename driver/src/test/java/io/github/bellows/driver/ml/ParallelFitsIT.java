package io.github.bellows.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.driver.run.Sessions;
import java.util.List;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several fits at once in one session: they take turns, and learn what each learns alone. */
@Timeout(300)
class ParallelFitsIT {
  private static BellowsClassifier classifier() {
    return new BellowsClassifier()
        .setFeaturesCols("length", "width")
        .setNetwork("layers: [dense: {units: 8, activation: tanh}, dense: {units: 3}]")
        .setBatch(8)
        .setLanes(2)
        .setSeed(3);
  }

  private static CrossValidatorModel chosen(Dataset<Row> flowers, int parallelism) {
    BellowsClassifier classifier = classifier();
    ParamMap[] grid =
        new ParamGridBuilder().addGrid(classifier.epochs(), new int[] {1, 2, 9}).build();
    return new CrossValidator()
        .setEstimator(classifier)
        .setEstimatorParamMaps(grid)
        .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("logLoss"))
        .setNumFolds(2)
        .setSeed(7)
        .setParallelism(parallelism)
        .fit(flowers);
  }

  private static void assertTheSame(SparkSession spark, int parallelism) {
    Dataset<Row> flowers = Flowers.table(spark, 200).cache();
    CrossValidatorModel alone = chosen(flowers, 1);
    CrossValidatorModel together = chosen(flowers, parallelism);
    // The evaluator adds in the order in which its tasks end.
    assertThat(together.avgMetrics()).containsExactly(alone.avgMetrics(), within(1e-12));
    assertThat(Flowers.predictions(together.transform(flowers)))
        .isEqualTo(Flowers.predictions(alone.transform(flowers)));
  }

  @Test
  void crossValidationInOneJvm() {
    try (SparkSession spark = LocalSession.start(2)) {
      assertTheSame(spark, 3);
    }
  }

  @Test
  void crossValidationOnExecutors() {
    try (SparkSession spark = Sessions.cluster(2, 1, 1024)) {
      assertTheSame(spark, 3);
    }
  }

  @Test
  void aSplitOfManyRegressors() {
    try (SparkSession spark = LocalSession.start(2)) {
      Dataset<Row> flowers = Flowers.table(spark, 200);
      BellowsRegressor regressor =
          new BellowsRegressor()
              .setFeaturesCols("length", "width")
              .setNetwork("layers: [dense: {units: 1}]")
              .setEpochs(2)
              .setSeed(3);
      ParamMap[] grid =
          new ParamGridBuilder()
              .addGrid(regressor.lanes(), new int[] {1, 2})
              .addGrid(regressor.batch(), new int[] {4, 8})
              .build();
      List<double[]> metrics =
          List.of(1, 4).stream()
              .map(
                  parallelism ->
                      new TrainValidationSplit()
                          .setEstimator(regressor)
                          .setEstimatorParamMaps(grid)
                          .setEvaluator(new RegressionEvaluator())
                          .setSeed(2)
                          .setParallelism(parallelism)
                          .fit(flowers)
                          .validationMetrics())
              .toList();
      assertThat(metrics.get(1)).containsExactly(metrics.get(0), within(1e-12));
    }
  }
}
