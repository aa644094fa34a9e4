package io.github.bellows.driver.ml;

import java.io.IOException;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The example of {@code docs/spark-ml.md}. */
final class PipelineExample {
  private PipelineExample() {}

  /** Chooses the number of epochs by three folds of flowers, and saves the best pipeline. */
  static CrossValidatorModel train(Dataset<Row> flowers, String path) throws IOException {
    StringIndexer species = new StringIndexer().setInputCol("species").setOutputCol("label");
    VectorAssembler measures =
        new VectorAssembler()
            .setInputCols(new String[] {"length", "width"})
            .setOutputCol("features");
    BellowsClassifier classifier =
        new BellowsClassifier()
            .setNetwork("layers: [dense: {units: 16, activation: relu}, dense: {units: 3}]")
            .setOptimizer("adam: {learningRate: 0.01}")
            .setConf("data.standardize", "true")
            .setBatch(16)
            .setLanes(2)
            .setSeed(1);
    ParamMap[] lengths =
        new ParamGridBuilder().addGrid(classifier.epochs(), new int[] {1, 20}).build();
    CrossValidatorModel best =
        new CrossValidator()
            .setEstimator(
                new Pipeline().setStages(new PipelineStage[] {species, measures, classifier}))
            .setEstimatorParamMaps(lengths)
            .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
            .setNumFolds(3)
            .setSeed(7)
            .fit(flowers);
    best.write().overwrite().save(path);
    return best;
  }
}
