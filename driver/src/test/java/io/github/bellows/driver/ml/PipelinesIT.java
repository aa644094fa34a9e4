package io.github.bellows.driver.ml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Classifiers in pipelines, under cross-validation, saved and loaded. */
@Timeout(300)
class PipelinesIT {
  @TempDir Path directory;

  @Test
  void aPipelinePredictsTheSameBitsInAnotherSession() throws IOException {
    String saved = directory.resolve("best").toString();
    List<String> before;
    try (SparkSession spark = LocalSession.start(2)) {
      Dataset<Row> flowers = Flowers.table(spark, 300).drop("label");
      CrossValidatorModel best = PipelineExample.train(flowers, saved);
      assertThat(best.avgMetrics()[0]).isLessThan(best.avgMetrics()[1]);
      assertThat(best.avgMetrics()[1]).isGreaterThan(0.9);
      before = Flowers.predictions(best.transform(flowers));
      assertThat(before).hasSize(300);
    }
    try (SparkSession spark = LocalSession.start(1)) {
      Dataset<Row> flowers = Flowers.table(spark, 300).drop("label");
      CrossValidatorModel loaded = CrossValidatorModel.load(saved);
      assertThat(Flowers.predictions(loaded.transform(flowers))).isEqualTo(before);
      PipelineModel pipeline = (PipelineModel) loaded.bestModel();
      BellowsClassificationModel model = (BellowsClassificationModel) pipeline.stages()[2];
      assertThat(model.classes()).containsExactly(0, 1, 2);
      assertThat(model.numFeatures()).isEqualTo(2);
    }
  }

  @Test
  void theModelOnDiskIsAModelDirectory() throws IOException {
    try (SparkSession spark = LocalSession.start(2)) {
      BellowsClassificationModel model =
          new BellowsClassifier()
              .setFeaturesCols("length", "width")
              .setNetwork("layers: [dense: {units: 3}]")
              .setEpochs(1)
              .fit(Flowers.table(spark, 60));
      String saved = directory.resolve("flowers").toString();
      model.save(saved);
      assertThat(Path.of(saved, "model").toFile().list())
          .contains(
              "model.yaml",
              "weights.safetensors",
              "preprocessing.json",
              "metrics.json",
              "manifest.json");
      assertThat(Files.isDirectory(Path.of(saved, "metadata"))).isTrue();
      model.write().overwrite().save(saved);
      assertThat(BellowsClassificationModel.load(saved).uid()).isEqualTo(model.uid());
    }
  }

  @Test
  void theExampleOfTheDocumentationIsTheOneThatRuns() throws IOException {
    String source =
        Files.readString(
            Path.of("src/test/java/io/github/bellows/driver/ml/PipelineExample.java"), UTF_8);
    String page = Files.readString(Path.of("../docs/spark-ml.md"), UTF_8);
    String body =
        source.substring(source.indexOf("    StringIndexer"), source.indexOf("    return best;"));
    assertThat(page).contains(body.stripTrailing().stripIndent());
  }
}
