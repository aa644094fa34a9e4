package io.github.bellows.driver.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.config.FeaturesConfig;
import io.github.bellows.common.config.LabelConfig.Kind;
import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.error.ErrorCode;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

/** Sources that are not what a model was trained with any more. */
class DriftIT extends SparkTest {
  private static final FeaturesConfig COLUMNS =
      new FeaturesConfig(List.of("age", "marks"), List.of("job"));

  private SourceConfig parquet(String name, String sql) {
    String path = directory.resolve(name).toString();
    spark.sql(sql).write().mode("overwrite").parquet(path);
    return new SourceConfig("parquet", path, null, null, Map.of(), 0, 0);
  }

  private Preprocessing trained() {
    SourceConfig train =
        parquet(
            "train.parquet",
            "select 30 as age, array(1D, 2D) as marks, 'baker' as job, 'yes' as y"
                + " union all select 40, array(3D, 4D), 'smith', 'no'");
    DataConfig data = with(data(train, "y", Kind.CLASS), COLUMNS);
    return prepare(data).preprocessing();
  }

  private Path evaluate(Preprocessing recipe, String sql) {
    return new Preparation(spark, storage)
        .prepareForEvaluation(parquet("test.parquet", sql), recipe, root());
  }

  private void assertRefused(String sql, String... messages) {
    Preprocessing recipe = trained();
    assertError(() -> evaluate(recipe, sql), ErrorCode.BAD_DATA, messages);
  }

  @Test
  void otherColumnsAndOrdersAreIgnored() {
    Preprocessing recipe = trained();
    Path same =
        evaluate(recipe, "select 50 as age, array(5D, 6D) as marks, 'baker' as job, 'no' as y");
    Path more =
        evaluate(
            recipe,
            "select map('a', 1) as more, 'no' as y, 'baker' as job, array(5, 6) as marks,"
                + " '50' as age");
    assertThat(samples(more, recipe.decoding()))
        .isEqualTo(samples(same, recipe.decoding()))
        .containsExactly("[50.0, 5.0, 6.0, 1.0, 0.0, 0.0] 0");
  }

  @Test
  void namesEveryColumnThatIsMissingAndTheNearest() {
    assertRefused(
        "select 50 as ages, array(5D, 6D) as points, 'baker' as job, 'no' as Y",
        "test.parquet: column age is missing, a feature, the nearest is ages; column marks is"
            + " missing, a feature; column y is missing, the label, the nearest is Y. Give the"
            + " columns that the model was trained with; these are ages, points, job, Y.");
  }

  @Test
  void namesColumnsOfAnotherType() {
    assertRefused(
        "select array(50) as age, 'a' as marks, date'2020-01-01' as job, 'no' as y",
        "test.parquet: column age is of type array<int>, training found numbers or text; column"
            + " marks is of type string, training found arrays of 2 numbers; column job is of type"
            + " date, training found categories. Give");
  }

  @Test
  void namesTextInAColumnThatWasNumbers() {
    assertRefused(
        "select 'old' as age, array(5D, 6D) as marks, 'baker' as job, 'no' as y",
        ".parquet: column age: 'old' is not a number");
  }

  @Test
  void namesAnArrayOfAnotherLength() {
    assertRefused(
        "select 50 as age, array(5D, 6D, 7D) as marks, 'baker' as job, 'no' as y",
        ".parquet: column marks: has 3 values, others have 2");
  }

  @Test
  void namesALabelThatIsNoClassAnyMore() {
    assertRefused(
        "select 50 as age, array(5D, 6D) as marks, 'baker' as job, array(1) as y",
        "column y: must be text or a number");
  }

  @Test
  void refusesAnEmptySource() {
    assertRefused(
        "select 50 as age, array(5D, 6D) as marks, 'baker' as job, 'no' as y where 1 = 0",
        "test.parquet: has no samples");
  }
}
