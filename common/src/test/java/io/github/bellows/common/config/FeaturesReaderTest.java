package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.config.ColumnRule.Kind;
import io.github.bellows.common.data.CategoryColumn.Encoding;
import io.github.bellows.common.data.DateColumn.Part;
import io.github.bellows.common.data.RowSelection;
import io.github.bellows.common.error.TrainingException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeaturesReaderTest {
  private static final String CONFIG =
      """
      data:
        train: { format: csv, path: a }
      model: { input: [784], layers: [dense: { units: 10 }] }
      """;

  private static LoadedConfig load(String... sets) {
    return ConfigLoader.load("test.yaml", CONFIG, Map.of(), List.of(sets));
  }

  private static FeaturesConfig features(String... sets) {
    return load(sets).config().data().features();
  }

  @Test
  void nothingSaidMeansNumbersAsTheyAre() {
    assertThat(features()).isEqualTo(new FeaturesConfig(null, List.of()));
    assertThat(features().rule("x", Kind.NUMBER)).isEqualTo(ColumnRule.of(Kind.NUMBER));
  }

  @Test
  void rulesOfColumnsBeginWithThoseOfAll() {
    FeaturesConfig config =
        features(
            "data.features.numeric=[a, b]",
            "data.features.categorical=[c]",
            "data.features.missing=mean",
            "data.features.scale=standardize",
            "data.features.encode=index",
            "data.features.columns.b={log: true, missing: 3, indicator: true}",
            "data.features.columns.c={minCount: 4}",
            "data.features.columns.d={kind: date, parts: [hour], pattern: HH}",
            "data.features.columns.e={kind: text, words: 7, vocabulary: 8}");
    ColumnRule plain = ColumnRule.of(Kind.NUMBER);
    MissingRule mean = new MissingRule(MissingRule.Kind.MEAN, null);
    MissingRule three = new MissingRule(MissingRule.Kind.CONSTANT, "3");
    MissingRule other = new MissingRule(MissingRule.Kind.OTHER, null);
    assertThat(config.rule("a", Kind.NUMBER))
        .isEqualTo(plain.ofNumbers(mean, false, false, ColumnScale.STANDARDIZE));
    assertThat(config.rule("b", Kind.NUMBER))
        .isEqualTo(plain.ofNumbers(three, true, true, ColumnScale.STANDARDIZE));
    assertThat(config.rule("c", Kind.CATEGORY))
        .isEqualTo(ColumnRule.of(Kind.CATEGORY).ofCategories(other, Encoding.INDEX, 4));
    assertThat(config.rule("d", Kind.DATE))
        .isEqualTo(
            ColumnRule.of(Kind.DATE).ofDates("HH", List.of(Part.HOUR), ColumnScale.STANDARDIZE));
    assertThat(config.rule("e", Kind.TEXT)).isEqualTo(ColumnRule.of(Kind.TEXT).ofTexts(7, 8, 1));
    assertThat(config.others()).containsExactly("d", "e");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "numeric=[]|data.features.numeric = []: leaves no column to learn from",
        "columns.a={kind: place}|data.features.columns.a.kind = place: must be number, category, date or text",
        "columns.a={scale: log}|data.features.columns.a.scale = log: must be none, standardize, minMax or robust",
        "columns.a={missing: mostFrequent}|data.features.columns.a.missing = mostFrequent: must be fail, mean, median or a number",
        "columns.a={kind: category, missing: mean}|must be fail, mostFrequent, other or a category",
        "columns.a={minCount: 2}|data.features.columns.a.minCount = 2: does not belong to columns of kind number",
        "columns.a={kind: date, parts: []}|data.features.columns.a.parts = []: must name at least one",
        "columns.a={kind: date, parts: [moon]}|must be year, quarter, month, day, weekday, yearday, hour, minute or days",
        "columns.a={worth: 1}|data.features.columns.a.worth",
      })
  void slipsAreNamed(String set, String message) {
    assertThatThrownBy(() -> load("data.features." + set))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining(message);
  }

  @Test
  void sourcesCanBeCutToSize() {
    SourceConfig source =
        load(
                "data.train.path=[a, b]",
                "data.train.select=[x + 1 AS y, label]",
                "data.train.where=x > 0",
                "data.train.sequence={order: t, values: [v], length: 3, target: v}")
            .config()
            .data()
            .train();
    assertThat(source.paths()).containsExactly("a", "b");
    assertThat(source.rows())
        .isEqualTo(
            new RowSelection(
                null,
                List.of("x + 1 AS y", "label"),
                "x > 0",
                new RowSelection.Sequence("t", List.of(), List.of("v"), 3, 1, "v", 1)));
    SourceConfig sql = load("data.train={format: sql, query: SELECT 1}").config().data().train();
    assertThat(sql.rows().query()).isEqualTo("SELECT 1");
    assertThatThrownBy(() -> load("data.train.query=SELECT 1"))
        .hasMessageContaining("data.train.query = SELECT 1: belongs to format sql");
  }
}
