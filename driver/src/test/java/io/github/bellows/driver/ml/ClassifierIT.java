package io.github.bellows.driver.ml;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a classifier learns from its columns, and what it adds to rows. */
@Timeout(180)
class ClassifierIT extends FlowersTest {
  private static BellowsClassifier classifier() {
    String network = "layers: [dense: {units: 8, activation: tanh}, dense: {units: 3}]";
    return classifier(network, 3)
        .setOptimizer("adam: {learningRate: 0.02}")
        .setBatch(8)
        .setLanes(2);
  }

  private static Dataset<Row> flowers() {
    return Flowers.table(spark, 150);
  }

  private static List<String> learned(BellowsClassifier classifier, Dataset<Row> rows) {
    return Flowers.predictions(classifier.fit(rows).transform(flowers()));
  }

  @Test
  void vectorsArraysAndSeveralColumnsTeachTheSame() {
    Dataset<Row> rows =
        new VectorAssembler()
            .setInputCols(new String[] {"length", "width"})
            .setOutputCol("vector")
            .transform(flowers())
            .withColumn("array", array(col("length"), col("width")));
    List<String> several = Flowers.predictions(classifier().fit(rows).transform(rows));
    for (String column : List.of("vector", "array")) {
      BellowsClassifier one = classifier();
      one.clear(one.featuresCols());
      one.setFeaturesCol(column);
      assertThat(Flowers.predictions(one.fit(rows).transform(rows))).isEqualTo(several);
    }
  }

  @Test
  void scoresAreOrderedByLabel() {
    BellowsClassificationModel model = classifier().setEpochs(20).fit(flowers());
    int right = 0;
    for (Row row : model.transform(flowers()).collectAsList()) {
      Vector probability = row.getAs("probability");
      Vector raw = row.getAs("rawPrediction");
      double prediction = row.getAs("prediction");
      assertThat(Arrays.stream(probability.toArray()).sum()).isCloseTo(1, within(1e-6));
      assertThat((double) probability.argmax()).isEqualTo(prediction);
      assertThat((double) raw.argmax()).isEqualTo(prediction);
      right += prediction == row.<Double>getAs("label") ? 1 : 0;
    }
    assertThat(right).isGreaterThan(135);
  }

  @Test
  void aClassThatDidNotOccurKeepsItsPlace() {
    Dataset<Row> noTulips = flowers().where("label <> 1");
    BellowsClassificationModel model = classifier().setEpochs(20).fit(noTulips);
    assertThat(model.classes()).containsExactly(0, 1, 2);
    long right =
        model.transform(noTulips).collectAsList().stream()
            .filter(row -> row.<Double>getAs("prediction").equals(row.<Double>getAs("label")))
            .count();
    assertThat(right).isGreaterThan(90);
  }

  @Test
  void anyNumbersAreClasses() {
    Dataset<Row> rows = flowers().withColumn("label", col("label").multiply(2.5).minus(1));
    BellowsClassificationModel model = classifier().setEpochs(20).fit(rows);
    assertThat(model.classes()).containsExactly(-1, 1.5, 4);
    assertThat(model.transform(rows).where("prediction = label").count()).isGreaterThan(135);
  }

  @Test
  void oneOutputTellsTwoClassesApart() {
    Dataset<Row> rows = flowers().withColumn("label", col("label").gt(1));
    BellowsClassifier classifier =
        classifier().setNetwork("{layers: [dense: {units: 1}], loss: binaryCrossEntropy}");
    List<Row> predicted = classifier.setEpochs(20).fit(rows).transform(rows).collectAsList();
    int right = 0;
    for (Row row : predicted) {
      Vector probability = row.getAs("probability");
      assertThat(probability.apply(0) + probability.apply(1)).isCloseTo(1, within(1e-12));
      right += (row.<Double>getAs("prediction") > 0) == row.<Boolean>getAs("label") ? 1 : 0;
    }
    assertThat(right).isGreaterThan(130);
  }

  @Test
  void rowsOfWeightZeroChangeNothing() {
    Dataset<Row> rows = flowers().withColumn("weight", col("id").mod(3).plus(0.5));
    Dataset<Row> garbage =
        rows.withColumn("length", lit(1000.0)).withColumn("weight", lit(0)).limit(40);
    BellowsClassifier weighted = classifier().setWeightCol("weight");
    weighted.setConf("data.standardize", "true");
    List<String> without = learned(weighted, rows);
    assertThat(learned(weighted, rows.unionByName(garbage))).isEqualTo(without);
    BellowsClassifier unweighted = classifier().setConf("data.standardize", "true");
    assertThat(learned(unweighted, rows)).isNotEqualTo(without);
  }

  @Test
  void aWeightOfTwoCountsAsTwoRows() {
    BellowsClassifier whole = classifier().setConf("training.batch", "all").setEpochs(30);
    Dataset<Row> weighted =
        flowers().withColumn("weight", when(col("label").gt(1), 2).otherwise(1));
    Dataset<Row> doubled = flowers().unionByName(flowers().where("label > 1"));
    Dataset<Row> one = whole.fit(doubled).transform(flowers());
    Dataset<Row> other =
        whole.copy(ParamMap.empty()).setWeightCol("weight").fit(weighted).transform(flowers());
    List<Row> expected = one.orderBy("id").collectAsList();
    List<Row> found = other.orderBy("id").collectAsList();
    for (int i = 0; i < expected.size(); i++) {
      assertThat(found.get(i).<Vector>getAs("probability").toArray())
          .containsExactly(expected.get(i).<Vector>getAs("probability").toArray(), within(1e-4));
    }
  }

  @Test
  void rowsToValidateOnTeachNothing() {
    Dataset<Row> rows = flowers().withColumn("held", col("id").geq(120));
    BellowsClassifier plain = classifier();
    List<String> alone = learned(plain, rows.where("id < 120"));
    BellowsClassifier validated =
        plain
            .copy(ParamMap.empty())
            .setValidationIndicatorCol("held")
            .setRunDirectory(directory.resolve("runs").toString());
    assertThat(learned(validated, rows)).isEqualTo(alone);
    String[] runs = directory.resolve("runs").toFile().list();
    assertThat(runs).hasSize(1);
    assertThat(directory.resolve("runs").resolve(runs[0]).resolve("metrics.jsonl"))
        .content()
        .contains("\"type\":\"validation\"");
  }

  @Test
  void columnsMayHaveOtherNamesAtPrediction() {
    BellowsClassificationModel model = classifier().fit(flowers());
    List<String> before = Flowers.predictions(model.transform(flowers()));
    Dataset<Row> renamed =
        flowers()
            .withColumnRenamed("length", "l")
            .withColumnRenamed("width", "length")
            .withColumn("width", lit("other"));
    BellowsClassificationModel copy =
        model.copy(ParamMap.empty()).setFeaturesCols("l", "length").setPredictionCol("p");
    assertThat(Flowers.predictions(copy.transform(renamed).withColumnRenamed("p", "prediction")))
        .isEqualTo(before);
    assertThat(model.getPredictionCol()).isEqualTo("prediction");
  }

  @Test
  void unwantedColumnsAreLeftOut() {
    BellowsClassificationModel model =
        classifier().setRawPredictionCol("").setProbabilityCol("").fit(flowers());
    assertThat(model.transform(flowers()).columns())
        .containsExactly("id", "length", "width", "species", "label", "prediction");
  }

  /** In a method of its own, so that nothing on the stack refers to the model. */
  private static Dataset<Row> predictedByNobody() {
    return classifier().fit(flowers()).transform(flowers());
  }

  @Test
  void predictionsOutliveTheirModel() {
    Dataset<Row> predicted = predictedByNobody();
    System.gc();
    assertThat(predicted.count()).isEqualTo(150);
    assertThat(Flowers.predictions(predicted)).hasSize(150);
  }

  private static WeakReference<float[]> usedAndForgotten() {
    BellowsClassificationModel model = classifier().fit(flowers());
    assertThat(model.transform(flowers()).count()).isEqualTo(150);
    return new WeakReference<>(model.trained().saved().parameters());
  }

  @Test
  void aModelThatNobodyRefersToLeavesNothingBehind() {
    WeakReference<float[]> parameters = usedAndForgotten();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              System.gc();
              return parameters.get() == null;
            });
  }

  @Test
  void parametersAreSavedAndLoaded() throws java.io.IOException {
    BellowsClassifier classifier =
        classifier().setSeed(9).setWeightCol("w").setConf("training.clip.norm", "1");
    String saved = directory.resolve("classifier").toString();
    classifier.save(saved);
    BellowsClassifier loaded = BellowsClassifier.load(saved);
    assertThat(loaded.getNetwork()).isEqualTo(classifier.getNetwork());
    assertThat(loaded.getOptimizer()).isEqualTo(classifier.getOptimizer());
    assertThat(loaded.getEpochs()).isEqualTo(3);
    assertThat(loaded.getBatch()).isEqualTo(8);
    assertThat(loaded.getLanes()).isEqualTo(2);
    assertThat(loaded.getSeed()).isEqualTo(9);
    assertThat(loaded.getWeightCol()).isEqualTo("w");
    assertThat(loaded.getConf()).containsExactly("training.clip.norm=1");
    assertThat(loaded.getFeaturesCols()).containsExactly("length", "width");
    assertThat(loaded.uid()).isEqualTo(classifier.uid());
  }
}
