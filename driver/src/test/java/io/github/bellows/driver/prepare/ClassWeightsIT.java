package io.github.bellows.driver.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.data.BlockCache;
import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.FeatureDecoding;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.data.SampleOrder;
import io.github.bellows.common.error.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

/** Weights of classes; expected numbers by hand. */
class ClassWeightsIT extends SparkTest {
  /** Eight rows: t, a weight w, and y: of the first six two yes, of the last two one. */
  private static final String ROWS =
      "t,w,y\n1,1,no\n2,2,no\n3,1,yes\n4,1,no\n5,3,no\n6,1,yes\n7,1,yes\n8,1,no\n";

  private DataConfig data(String... keys) {
    String path = write("train.csv", ROWS);
    String text =
        "data:\n  train: { format: csv, path: "
            + path
            + ", options: { header: true } }\n  label: { column: y, kind: class }\n"
            + "model: { input: [1], layers: [dense: { units: 2 }] }\n";
    List<String> sets = Stream.of(keys).map(key -> "data." + key).toList();
    return ConfigLoader.load("test.yaml", text, Map.of(), sets).config().data();
  }

  /** Returns {@code t class weight} of each sample. */
  private List<String> weights(Path set) {
    TreeSet<String> weights = new TreeSet<>();
    try (BlockSet blocks =
        BlockSet.open(
            storage, set, FeatureDecoding.NONE, BlockCache.in(directory.resolve("cache")))) {
      SampleBatch batch = new SampleBatch(blocks.schema(), 1);
      SampleOrder order = SampleOrder.stored(blocks.samples());
      for (long i = 0; i < blocks.samples(); i++) {
        blocks.read(order, i, 1, batch);
        long label = batch.classes().get(0);
        weights.add((int) batch.features().get(0) + " " + label + " " + batch.weights().get(0));
      }
    }
    return List.copyOf(weights);
  }

  @Test
  void balancedWeightsComeFromTheTrainingPart() {
    PreparedData prepared =
        prepare(
            data(
                "label.classWeights=balanced",
                "features.numeric=[t]",
                "validation={split: 0.25, by: time, column: t}"));
    // Six rows train, four no and two yes: 6 / (2 · 4) and 6 / (2 · 2).
    assertThat(prepared.preprocessing().schema().label())
        .isEqualTo(new Label.Classes(List.of("no", "yes"), List.of(0.75f, 1.5f)));
    assertThat(weights(prepared.train()))
        .containsExactly("1 0 0.75", "2 0 0.75", "3 1 1.5", "4 0 0.75", "5 0 0.75", "6 1 1.5");
    assertThat(weights(Objects.requireNonNull(prepared.validation())))
        .containsExactly("7 1 1.5", "8 0 0.75");
    String json = prepared.preprocessing().toJson();
    assertThat(Preprocessing.fromJson(json, "x")).isEqualTo(prepared.preprocessing());
  }

  @Test
  void givenWeightsMultiplyThoseOfRows() {
    DataConfig data = data("label.classWeights={yes: 3}", "features.numeric=[t]", "weight=w");
    PreparedData prepared = prepare(data);
    List<String> expected =
        List.of(
            "1 0 1.0", "2 0 2.0", "3 1 3.0", "4 0 1.0", "5 0 3.0", "6 1 3.0", "7 1 3.0", "8 0 1.0");
    assertThat(weights(prepared.train())).isEqualTo(expected);
    Preparation preparation = new Preparation(spark, storage);
    Path evaluated =
        preparation.prepareForEvaluation(data.train(), prepared.preprocessing(), root());
    assertThat(weights(evaluated)).isEqualTo(expected);
    PreparedData unweighed = prepare(data("features.numeric=[t]", "weight=w"));
    assertThat(unweighed.train()).isNotEqualTo(prepared.train());
    assertThat(unweighed.preprocessing().schema().label())
        .isEqualTo(new Label.Classes(List.of("no", "yes")));
  }

  @Test
  void namesAWeightOfNoClass() {
    assertError(
        () -> prepare(data("label.classWeights={yess: 3}")),
        ErrorCode.CONFIGURATION,
        "data.label.classWeights.yess: the training data has no such class. Did you mean yes?");
  }
}
