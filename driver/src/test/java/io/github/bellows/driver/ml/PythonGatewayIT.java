package io.github.bellows.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.driver.ml.GatewayClient.JavaError;
import io.github.bellows.driver.ml.GatewayClient.Reference;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import py4j.GatewayServer;

/**
 * The calls that PySpark makes for {@code scripts/python/bellows.py}, through Py4J's own gateway:
 * what it sends must find the methods, and the values the types.
 */
@SuppressWarnings("NullAway.Init")
@Timeout(180)
class PythonGatewayIT {
  private static final String PACKAGE = "io.github.bellows.driver.ml.";
  private static final String CLASSIFIER = PACKAGE + "BellowsClassifier";
  private static final String MODEL = PACKAGE + "BellowsClassificationModel";
  private static final String NETWORK =
      "{\"layers\": [{\"dense\": {\"units\": 8, \"activation\": \"tanh\"}}, {\"dense\": {\"units\": 3}}]}";
  private static final String OPTIMIZER = "{\"adam\": {\"learningRate\": 2e-02}}";

  private static SparkSession spark;
  private static GatewayServer server;
  private static GatewayClient python;

  /** What Python would hold: the gateway hands these out by name. */
  private static final Map<String, Object> OBJECTS = new HashMap<>();

  @TempDir Path directory;

  @BeforeAll
  static void startGateway() throws IOException {
    spark = LocalSession.start(2);
    OBJECTS.put("flowers", flowers());
    server =
        new GatewayServer.GatewayServerBuilder(OBJECTS)
            .javaPort(0)
            .javaAddress(InetAddress.getLoopbackAddress())
            .build();
    server.start();
    python = new GatewayClient(server.getListeningPort());
  }

  @AfterAll
  static void stopGateway() throws IOException {
    python.close();
    server.shutdown();
    spark.stop();
  }

  private static Dataset<Row> flowers() {
    return Flowers.table(spark, 90);
  }

  private static Reference given(String name) {
    return python.object(GatewayClient.entryPoint(), "get", name);
  }

  /** Sets parameters as {@code _transfer_params_to_java} does: by pairs. */
  private static void transfer(Reference stage, Map<String, Object> set, Map<String, Object> rest) {
    set.forEach((name, value) -> python.call(stage, "set", pair(stage, name, value)));
    List<Object> pairs = new ArrayList<>();
    rest.forEach((name, value) -> pairs.add(pair(stage, name, value)));
    Reference sequence =
        python.object(
            GatewayClient.type("org.apache.spark.api.python.PythonUtils"), "toSeq", pairs);
    var unused = python.call(stage, "setDefault", sequence);
  }

  private static Reference pair(Reference stage, String name, Object value) {
    return python.object(python.object(stage, "getParam", name), "w", value);
  }

  private static Reference classifier() {
    Reference made = python.create(CLASSIFIER, "BellowsClassifier_1f");
    transfer(
        made,
        Map.of(
            "featuresCols",
            List.of("length", "width"),
            "network",
            NETWORK,
            "optimizer",
            OPTIMIZER,
            "epochs",
            3,
            "batch",
            8,
            "lanes",
            2,
            "seed",
            5,
            "conf",
            List.of("data.standardize=true", "training.clip.norm=1e-05")),
        Map.of(
            "featuresCol", "features",
            "featuresCols", List.of(),
            "predictionCol", "prediction",
            "rawPredictionCol", "rawPrediction",
            "probabilityCol", "probability",
            "labelCol", "label",
            "weightCol", "",
            "validationIndicatorCol", "",
            "conf", List.of(),
            "runDirectory", ""));
    return made;
  }

  /** Returns what Java learns with the same parameters. */
  private static List<String> expected() {
    BellowsClassifier same =
        new BellowsClassifier()
            .setFeaturesCols("length", "width")
            .setNetwork(NETWORK)
            .setOptimizer(OPTIMIZER)
            .setEpochs(3)
            .setBatch(8)
            .setLanes(2)
            .setSeed(5)
            .setConf("data.standardize", "true")
            .setConf("training.clip.norm", "1e-05");
    return Flowers.predictions(same.fit(flowers()).transform(flowers()));
  }

  /** Returns what a model that Python holds predicts. */
  @SuppressWarnings("unchecked")
  private static List<String> predictions(Reference model) {
    Reference predicted = python.object(model, "transform", given("flowers"));
    var unused = python.call(GatewayClient.entryPoint(), "put", "predicted", predicted);
    return Flowers.predictions((Dataset<Row>) Objects.requireNonNull(OBJECTS.get("predicted")));
  }

  @Test
  void namesAreFound() {
    assertThat(PythonFile.read().publicClasses())
        .allMatch(name -> python.isClass(PACKAGE + name))
        .isNotEmpty();
    assertThat(python.isClass(PACKAGE + "Nothing")).isFalse();
  }

  @Test
  void whatPythonSetsIsWhatJavaLearns() throws IOException {
    Reference model = python.object(classifier(), "fit", given("flowers"));
    List<String> expected = expected();
    assertThat(predictions(model)).isEqualTo(expected);
    assertThat(python.call(model, "uid")).isEqualTo("BellowsClassifier_1f");
    assertThat(python.call(model, "numClasses")).isEqualTo(3);
    assertThat(python.call(model, "numFeatures")).isEqualTo(2);
    assertThat(
            python.call(
                GatewayClient.type("java.util.Arrays"),
                "toString",
                python.object(model, "classes")))
        .isEqualTo("[0.0, 1.0, 2.0]");

    String saved = directory.resolve("model").toString();
    Reference writer = python.object(model, "write");
    var unused = python.call(writer, "overwrite");
    assertThat(python.call(writer, "save", saved)).isNull();
    Reference reader = python.object(GatewayClient.type(MODEL), "read");
    assertThat(predictions(python.object(reader, "load", saved))).isEqualTo(expected);
    assertThat(Flowers.predictions(BellowsClassificationModel.load(saved).transform(flowers())))
        .isEqualTo(expected);
  }

  @Test
  void wholeNumbersAreLongWhereTheyHaveToBe() {
    Reference stage = python.create(CLASSIFIER, "c");
    transfer(stage, Map.of("seed", 7), Map.of());
    assertThat(python.call(stage, "getSeed")).isEqualTo(7L);
    transfer(stage, Map.of("seed", 1L << 40), Map.of());
    assertThat(python.call(stage, "getSeed")).isEqualTo(1L << 40);
    transfer(stage, Map.of("epochs", 4), Map.of());
    assertThat(python.call(stage, "getEpochs")).isEqualTo(4);
  }

  @Test
  void copiesAndClearedParametersAreJavasToo() {
    Reference original = classifier();
    Reference copy =
        python.object(original, "copy", python.create("org.apache.spark.ml.param.ParamMap"));
    Reference epochs = python.object(copy, "getParam", "epochs");
    var unused = python.call(copy, "clear", epochs);
    assertThat(python.call(copy, "isSet", epochs)).isEqualTo(false);
    assertThat(python.call(copy, "hasDefault", epochs)).isEqualTo(false);
    assertThat(python.call(original, "isSet", python.object(original, "getParam", "epochs")))
        .isEqualTo(true);
    transfer(copy, Map.of("epochs", 9), Map.of());
    assertThat(python.call(copy, "getEpochs")).isEqualTo(9);
    assertThat(python.call(original, "getEpochs")).isEqualTo(3);
  }

  @Test
  void pipelinesTakeAndReturnTheStages() throws IOException {
    Reference stages = python.array("org.apache.spark.ml.PipelineStage", classifier());
    Reference pipeline = python.create("org.apache.spark.ml.Pipeline", "pipeline");
    var set = python.call(pipeline, "setStages", stages);
    Reference fitted = python.object(pipeline, "fit", given("flowers"));
    List<String> expected = expected();
    assertThat(predictions(fitted)).isEqualTo(expected);
    String saved = directory.resolve("pipeline").toString();
    var written = python.call(python.object(fitted, "write"), "save", saved);
    assertThat(Flowers.predictions(PipelineModel.load(saved).transform(flowers())))
        .isEqualTo(expected);
  }

  @Test
  void whatIsWrongIsSaidAsInJava() {
    Reference stage = classifier();
    transfer(stage, Map.of("labelCol", "labels"), Map.of());
    assertThatThrownBy(() -> python.call(stage, "fit", given("flowers")))
        .isInstanceOf(JavaError.class)
        .hasMessageContaining(
            "labelCol = labels: the rows have no such column; the nearest is label.");
  }
}
