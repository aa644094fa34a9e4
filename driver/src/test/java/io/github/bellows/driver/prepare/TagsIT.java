package io.github.bellows.driver.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.config.LabelConfig;
import io.github.bellows.common.config.LabelConfig.Kind;
import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.data.BlockCache;
import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.FeatureDecoding;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.data.SampleOrder;
import io.github.bellows.common.error.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

/** Labels that are any number of names. */
class TagsIT extends SparkTest {
  private SourceConfig parquet(String name, String sql) {
    String path = directory.resolve(name).toString();
    spark.sql(sql).write().mode("overwrite").parquet(path);
    return new SourceConfig("parquet", path, null, null, Map.of(), 0, 0);
  }

  /** Returns {@code feature [indicators]} of each sample. */
  private List<String> tags(Path set) {
    TreeSet<String> samples = new TreeSet<>();
    try (BlockSet blocks =
        BlockSet.open(
            storage, set, FeatureDecoding.NONE, BlockCache.in(directory.resolve("cache")))) {
      SampleBatch batch = new SampleBatch(blocks.schema(), 1);
      SampleOrder order = SampleOrder.stored(blocks.samples());
      float[] indicators = new float[blocks.schema().classNames().size()];
      for (long i = 0; i < blocks.samples(); i++) {
        blocks.read(order, i, 1, batch);
        batch.targets().get(0, indicators);
        samples.add((int) batch.features().get(0) + " " + Arrays.toString(indicators));
      }
    }
    return List.copyOf(samples);
  }

  @Test
  void arraysBecomeIndicators() {
    SourceConfig train =
        parquet(
            "train",
            "select 1 as x, array('sea', 'sun') as y union all select 2, array('ice', 'sea', 'sea')"
                + " union all select 3, array() union all select 4, null"
                + " union all select 5, array('fog', 'owl')");
    PreparedData prepared = prepare(data(train, "y", Kind.MULTI));
    List<String> names = List.of("fog", "ice", "owl", "sea", "sun");
    assertThat(prepared.preprocessing().schema().label()).isEqualTo(new Label.Tags(names, ","));
    assertThat(tags(prepared.train()))
        .containsExactly(
            "1 [0.0, 0.0, 0.0, 1.0, 1.0]",
            "2 [0.0, 1.0, 0.0, 1.0, 0.0]",
            "3 [0.0, 0.0, 0.0, 0.0, 0.0]",
            "4 [0.0, 0.0, 0.0, 0.0, 0.0]",
            "5 [1.0, 0.0, 1.0, 0.0, 0.0]");
    String json = prepared.preprocessing().toJson();
    assertThat(Preprocessing.fromJson(json, "x")).isEqualTo(prepared.preprocessing());
    SourceConfig other = parquet("test", "select 1 as x, array('sun', 'snow') as y");
    assertError(
        () ->
            new Preparation(spark, storage)
                .prepareForEvaluation(other, prepared.preprocessing(), root()),
        ErrorCode.BAD_DATA,
        "column y: 'snow' is not among the 5 labels of the training data");
  }

  @Test
  void textsAreSplit() {
    String path = write("train.csv", "x,y\n1,10 | 9\n2,\n3,9|\n");
    SourceConfig train = csv(path, "header", "true");
    LabelConfig label = new LabelConfig("y", Kind.MULTI, null, "|");
    PreparedData prepared = prepare(DataConfig.of(train, label));
    assertThat(prepared.preprocessing().schema().classNames()).containsExactly("9", "10");
    assertThat(tags(prepared.train()))
        .containsExactly("1 [1.0, 1.0]", "2 [0.0, 0.0]", "3 [1.0, 0.0]");
    assertThat(tags(prepare(DataConfig.of(train, new LabelConfig("y", Kind.MULTI))).train()))
        .contains("1 [1.0, 0.0]");
  }

  @Test
  void refusesRowsWithoutAnyName() {
    assertError(
        () ->
            prepare(
                data(
                    parquet("none", "select 1 as x, cast(array() as array<string>) as y"),
                    "y",
                    Kind.MULTI)),
        ErrorCode.BAD_DATA,
        "none: column y: no row has a label. Choose another column");
    assertError(
        () -> prepare(data(parquet("bad", "select 1 as x, array(array(1)) as y"), "y", Kind.MULTI)),
        ErrorCode.BAD_DATA,
        "column y: must hold texts or numbers only");
  }
}
