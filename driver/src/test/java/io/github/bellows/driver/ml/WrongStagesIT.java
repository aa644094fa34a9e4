package io.github.bellows.driver.ml;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.io.File;
import java.util.Arrays;
import java.util.Objects;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What users hear whose columns, labels or networks do not fit; their session goes on. */
@Timeout(120)
class WrongStagesIT extends FlowersTest {
  @AfterEach
  void theSessionGoesOn() {
    assertThat(spark.range(0, 100, 1, 4).count()).isEqualTo(100);
    assertThat(spark.sparkContext().getPersistentRDDs().isEmpty()).isTrue();
  }

  private static Dataset<Row> flowers() {
    return Flowers.table(spark, 60);
  }

  private static BellowsClassifier classifier() {
    return classifier("layers: [dense: {units: 3}]", 1);
  }

  private static void assertFails(ThrowingCallable call, ErrorCode code, String message) {
    Throwable thrown = catchThrowable(call);
    TrainingException found = TrainingException.findIn(thrown);
    assertThat(found).as("%s", thrown).isNotNull();
    assertThat(found).hasMessageContaining(message);
    assertThat(Objects.requireNonNull(found).code()).isEqualTo(code);
  }

  @Test
  void aMissingColumnIsNamedWithTheNearest() {
    assertFails(
        () -> classifier().setFeaturesCols("lenght", "width").fit(flowers()),
        ErrorCode.CONFIGURATION,
        "featuresCols = lenght: the rows have no such column; the nearest is length. Their columns"
            + " are id, length, width, species, label.");
    assertFails(
        () -> classifier().setLabelCol("labels").fit(flowers()),
        ErrorCode.CONFIGURATION,
        "labelCol = labels: the rows have no such column; the nearest is label.");
    BellowsClassificationModel model = classifier().fit(flowers());
    assertFails(
        () -> model.transform(flowers().withColumnRenamed("width", "widths")),
        ErrorCode.CONFIGURATION,
        "featuresCols = width: the rows have no such column; the nearest is widths.");
  }

  @Test
  void columnsOfOtherTypesAreRefused() {
    assertFails(
        () -> classifier().setFeaturesCols("length", "species").fit(flowers()),
        ErrorCode.CONFIGURATION,
        "featuresCols = species: must be of numbers, but is of string.");
    assertFails(
        () -> classifier().setLabelCol("species").fit(flowers()),
        ErrorCode.CONFIGURATION,
        "make numbers of texts with a StringIndexer");
    BellowsClassifier vectors = classifier();
    vectors.clear(vectors.featuresCols());
    assertFails(
        () -> vectors.setFeaturesCol("length").fit(flowers()),
        ErrorCode.CONFIGURATION,
        "featuresCol = length: must be of vectors or arrays of numbers, but is of double.");
    assertFails(
        () -> classifier().setPredictionCol("label").fit(flowers()),
        ErrorCode.CONFIGURATION,
        "predictionCol = label: the rows have a column of that name already.");
  }

  @Test
  void oneClassAloneIsNoTask() {
    assertFails(
        () -> classifier().fit(flowers().where("label = 1")),
        ErrorCode.BAD_DATA,
        "labelCol = label: all training rows are of class 1.0. Give rows of at least two classes.");
  }

  @Test
  void missingLabelsAndFeaturesAreErrors() {
    Dataset<Row> gaps = flowers().withColumn("label", when(col("id").notEqual(7), col("label")));
    assertFails(
        () -> classifier().fit(gaps),
        ErrorCode.BAD_DATA,
        "the training rows: column label: the value is missing.");
    Dataset<Row> noNumbers =
        flowers()
            .withColumn("label", when(col("id").equalTo(7), Double.NaN).otherwise(col("label")));
    assertFails(
        () -> classifier().fit(noNumbers),
        ErrorCode.BAD_DATA,
        "column label: the value is missing");
    assertFails(
        () -> classifier().fit(flowers().withColumn("width", lit(null).cast("double"))),
        ErrorCode.BAD_DATA,
        "column width: the value is missing");
  }

  @Test
  void noRowsAreNoTask() {
    assertFails(
        () -> classifier().fit(flowers().limit(0)),
        ErrorCode.BAD_DATA,
        "the training rows: has no samples.");
    assertFails(
        () ->
            classifier()
                .setValidationIndicatorCol("held")
                .fit(flowers().withColumn("held", lit(false))),
        ErrorCode.BAD_DATA,
        "the validation rows: has no samples.");
  }

  @Test
  void aNetworkOfTooFewOutputsIsRefused() {
    assertFails(
        () -> classifier().setNetwork("layers: [dense: {units: 2}]").fit(flowers()),
        ErrorCode.BAD_DATA,
        "labels: there are 3 classes up to '2', outside the 2 outputs");
    assertFails(
        () ->
            classifier().fit(flowers().withColumn("label", col("label").gt(0).cast("int").plus(5))),
        ErrorCode.CONFIGURATION,
        "network: has 3 outputs, but the labels are [5.0, 6.0].");
  }

  @Test
  void networksAreReadWithAllTheirErrors() {
    assertFails(
        () -> classifier().setNetwork("layers:\n- dense: {unit: 2}\n").fit(flowers()),
        ErrorCode.CONFIGURATION,
        "units");
    assertFails(
        () -> new BellowsClassifier().setFeaturesCols("length").fit(flowers()),
        ErrorCode.CONFIGURATION,
        ".network: must be set.");
    assertFails(
        () -> classifier().setConf("data.label.column", "species").fit(flowers()),
        ErrorCode.CONFIGURATION,
        "conf: data.label.column=species: is for the estimator's own parameters to say.");
    assertFails(
        () -> classifier().setConf("training.epoch", "3").fit(flowers()),
        ErrorCode.CONFIGURATION,
        "training.epoch");
    assertFails(
        () -> classifier().setNetwork("{layers: [dense: {units: 3}], loss: hinge}").fit(flowers()),
        ErrorCode.CONFIGURATION,
        "probabilityCol = probability: a network with this loss gives scores");
  }

  @Test
  void featuresOfAnotherLengthAreRefused() {
    Dataset<Row> two = assembled("length", "width");
    BellowsClassifier vectors = classifier();
    vectors.clear(vectors.featuresCols());
    BellowsClassificationModel model = vectors.fit(two);
    assertFails(
        () -> model.transform(assembled("length", "width", "label")),
        ErrorCode.BAD_DATA,
        "featuresCol = features: has vectors of 3 values, but the model was trained on 2.");
    Dataset<Row> ragged = flowers().withColumn("features", array(col("length")));
    assertFails(
        () -> model.transform(ragged).count(),
        ErrorCode.BAD_DATA,
        "the rows to predict: column features: has 1 values, others have 2.");
    assertFails(
        () -> model.copy(ParamMap.empty()).setFeaturesCols("length", "width").transform(flowers()),
        ErrorCode.CONFIGURATION,
        "featuresCols = [length, width]: the model was trained on [features].");
  }

  private static Dataset<Row> assembled(String... columns) {
    return new VectorAssembler()
        .setInputCols(columns)
        .setOutputCol("features")
        .transform(flowers());
  }

  @Test
  void whatIsNotThereCannotBeLoaded() throws java.io.IOException {
    String nothing = directory.resolve("nothing").toString();
    assertFails(
        () -> BellowsRegressionModel.load(nothing),
        ErrorCode.INPUT_MISSING,
        "no stage of a pipeline was saved there");
    String other = directory.resolve("other").toString();
    classifier().fit(flowers()).save(other);
    assertFails(
        () -> BellowsRegressionModel.load(other),
        ErrorCode.BAD_DATA,
        "holds a BellowsClassificationModel, not a BellowsRegressionModel.");
    assertFails(
        () -> new BellowsRegressionModel("empty").transform(assembled("length")),
        ErrorCode.USAGE,
        "empty: is a model without a network.");
  }

  @Test
  void nothingTemporaryIsLeft() {
    long before = leftovers();
    var unused = classifier().fit(flowers());
    assertFails(
        () -> classifier().setNetwork("layers: [dense: {units: 2}]").fit(flowers()),
        ErrorCode.BAD_DATA,
        "outputs");
    assertThat(leftovers()).isEqualTo(before);
  }

  private static long leftovers() {
    File[] files =
        Objects.requireNonNull(new File(System.getProperty("java.io.tmpdir")).listFiles());
    return Arrays.stream(files)
        .filter(file -> file.getName().matches("bellows-[0-9a-f]{8}-.*"))
        .count();
  }
}
