package io.github.bellows.driver.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.config.FeaturesConfig;
import io.github.bellows.common.config.LabelConfig.Kind;
import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.config.ValidationConfig;
import io.github.bellows.common.data.FeatureDecoding;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.error.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class TablesIT extends SparkTest {
  private SourceConfig parquet(String sql) {
    String path = directory.resolve("table").toString();
    spark.sql(sql).write().mode("overwrite").parquet(path);
    return new SourceConfig("parquet", path, null, null, Map.of(), 0, 0);
  }

  @Test
  void namesColumnsWithoutHeaderByPosition() {
    String path = write("plain.csv", "1,2,10\n3,4,9\n");
    PreparedData prepared = prepare(data(csv(path), "_c2", Kind.CLASS));
    // Numbers sort by value: 9 before 10.
    assertThat(prepared.preprocessing().schema().classNames()).containsExactly("9", "10");
    assertThat(samples(prepared.train())).containsExactlyInAnyOrder("[1.0, 2.0] 1", "[3.0, 4.0] 0");
  }

  @Test
  void turnsCategoriesIntoIndicatorsAfterTheNumbersAndOthersIntoTheLast() {
    String path = write("mixed.csv", "job,age,sex,y\n clerk, 30,m,0.5\nbaker,40,f,1.5\n");
    DataConfig config =
        with(
            data(csv(path, "header", "true"), "y", Kind.NUMBER),
            new FeaturesConfig(null, List.of("sex", "job")));
    PreparedData prepared = prepare(config);
    FeatureDecoding decoding = prepared.preprocessing().decoding();
    assertThat(samples(prepared.train(), decoding))
        .containsExactlyInAnyOrder(
            "[30.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0] 0.5", "[40.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0] 1.5");
    assertThat(prepared.preprocessing().schema().classNames()).isEmpty();
    String test = write("test.csv", "job,age,sex,y\nminer,50,f,2\n");
    DataConfig withTest = with(config, new ValidationConfig(csv(test, "header", "true"), 0));
    Path validation = Objects.requireNonNull(prepare(withTest).validation());
    assertThat(samples(validation, decoding))
        .containsExactly("[50.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0] 2.0");
  }

  @Test
  void readsArraysAndVectorsOfTypedColumns() {
    SourceConfig source =
        parquet(
            "select array(1.5D, 2.5D) as x, 3 as n, true as b, array(7f, 8f) as y union all"
                + " select array(4D, 5D), 6, false, array(9f, 10f)");
    PreparedData prepared = prepare(data(source, "y", Kind.VECTOR));
    SampleSchema schema = prepared.preprocessing().schema();
    assertThat(schema.elements()).isEqualTo(4);
    assertThat(schema.label()).isEqualTo(new io.github.bellows.common.data.Label.Values(2));
    assertThat(samples(prepared.train()))
        .containsExactlyInAnyOrder("[1.5, 2.5, 3.0, 1.0] 7.0", "[4.0, 5.0, 6.0, 0.0] 9.0");
  }

  @Test
  void readsLibsvm() {
    String path = write("data.libsvm", "-1 1:2 3:4\n1 2:5\n");
    SourceConfig source =
        new SourceConfig("libsvm", path, null, null, Map.of("numFeatures", "3"), 0, 0);
    PreparedData prepared = prepare(data(source, "label", Kind.CLASS));
    assertThat(prepared.preprocessing().schema().classNames()).containsExactly("-1", "1");
    assertThat(samples(prepared.train()))
        .containsExactlyInAnyOrder("[2.0, 0.0, 4.0] 0", "[0.0, 5.0, 0.0] 1");
  }

  @Test
  void namesRowsOfDifferentLengths() {
    SourceConfig source =
        parquet("select array(1D, 2D) as x, 3 as y union all select array(4D), 6");
    assertError(() -> prepare(data(source, "y", Kind.NUMBER)), ErrorCode.BAD_DATA, "column x");
  }

  @Test
  void refusesColumnsThatAreNoNumbers() {
    SourceConfig source = parquet("select current_date() as day, 1 as y");
    assertError(
        () -> prepare(data(source, "y", Kind.NUMBER)),
        ErrorCode.CONFIGURATION,
        "column day: is of type date");
  }

  @Test
  void encodesRowsWithoutLabelForPrediction() {
    String train = write("train.csv", "a,b,y\n1,5,no\n3,5,yes\n");
    PreparedData prepared =
        prepare(standardized(data(csv(train, "header", "true"), "y", Kind.CLASS)));
    String in = write("in.csv", "id,b,a\nx,7,2\ny,5,3\n");
    SourceRows source = new Sources(spark, storage).read(csv(in, "header", "true"));
    assertThat(source.columns()).containsExactly("id", "b", "a");
    RowEncoder encoder = RowEncoder.unlabelled(prepared.preprocessing(), source);
    MapFunction<Row, String> predict =
        row -> {
          float[] features = new float[2];
          encoder.features(row, features);
          return row.getString(0) + " " + features[0] + " " + features[1];
        };
    Dataset<String> encoded = source.rows().map(predict, Encoders.STRING());
    // Mean of a is 2, deviation 1; b is constant 5.
    assertThat(encoded.collectAsList()).containsExactlyInAnyOrder("x 0.0 2.0", "y 1.0 0.0");
  }
}
