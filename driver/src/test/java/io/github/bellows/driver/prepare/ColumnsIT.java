package io.github.bellows.driver.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.data.CategoryColumn;
import io.github.bellows.common.data.NumberColumn;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.data.TextColumn;
import io.github.bellows.common.error.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

/** What the rules of columns make of rows; expected numbers by hand. */
class ColumnsIT extends SparkTest {
  /** Returns the data of a CSV file with a header and some keys, which predicts number y. */
  private static DataConfig data(String path, String... keys) {
    String text =
        "data:\n  train: { format: csv, path: "
            + path
            + ", options: { header: true } }\n  label: { column: y, kind: number }\n"
            + "model: { input: [1], layers: [dense: { units: 1 }], loss: meanSquaredError }\n";
    List<String> sets = Stream.of(keys).map(key -> "data." + key).toList();
    return ConfigLoader.load("test.yaml", text, Map.of(), sets).config().data();
  }

  private List<String> features(PreparedData prepared, Path set) {
    return samples(set, prepared.preprocessing().decoding());
  }

  private List<String> features(PreparedData prepared) {
    return features(prepared, prepared.train());
  }

  @Test
  void fillsMissingNumbers() {
    String path = write("gaps.csv", "a,b,c,y\n1,,10,1\n2,5,,2\n6,7,,3\n,9,40,4\n");
    PreparedData prepared =
        prepare(
            data(
                path,
                "features.missing=mean",
                "features.columns.b={missing: -1, indicator: true}",
                "features.columns.c={missing: median}"));
    assertThat(features(prepared))
        .containsExactlyInAnyOrder(
            "[1.0, -1.0, 1.0, 10.0] 1.0",
            "[2.0, 5.0, 0.0, 10.0] 2.0",
            "[6.0, 7.0, 0.0, 10.0] 3.0",
            "[3.0, 9.0, 0.0, 40.0] 4.0");
  }

  @Test
  void scalesEachColumnByItsOwnRule() {
    String path =
        write("scales.csv", "a,b,c,d,y\n1,10,0,5,1\n2,20,0,6,2\n3,40,0,7,3\n4,90,0,8,4\n");
    PreparedData prepared =
        prepare(
            data(
                path,
                "features.columns.a={scale: standardize}",
                "features.columns.b={scale: minMax}",
                "features.columns.c={scale: robust}",
                "features.columns.d={scale: robust}"));
    // a: mean 2.5, deviation √1.25; d: quartiles 5, 6 and 7 are values of the data.
    assertThat(features(prepared))
        .containsExactlyInAnyOrder(
            "[-1.3416407, 0.0, 0.0, -0.5] 1.0",
            "[-0.4472136, 0.125, 0.0, 0.0] 2.0",
            "[0.4472136, 0.375, 0.0, 0.5] 3.0",
            "[1.3416407, 1.0, 0.0, 1.0] 4.0");
  }

  @Test
  void scalesEachElementOfAnArray() {
    String path = directory.resolve("arrays.parquet").toString();
    spark
        .sql("select array(1D, 10D) as a, 1 as y union all select array(3D, 10D), 2")
        .write()
        .parquet(path);
    List<String> parquet =
        List.of("train={format: parquet, path: " + path + ", options: null}", "label.kind=number");
    assertThat(features(prepare(data("x", parquet.get(0), "features.columns.a={scale: minMax}"))))
        .containsExactlyInAnyOrder("[0.0, 0.0] 1.0", "[1.0, 0.0] 2.0");
    assertThat(features(prepare(data("x", parquet.get(0), "features.scale=standardize"))))
        .containsExactlyInAnyOrder("[-1.0, 0.0] 1.0", "[1.0, 0.0] 2.0");
    assertThat(features(prepare(data("x", parquet.get(0), "features.columns.a={scale: robust}"))))
        .containsExactlyInAnyOrder("[0.0, 0.0] 1.0", "[1.0, 0.0] 2.0");
    assertError(
        () -> prepare(data("x", parquet.get(0), "features.columns.a={log: true}")),
        ErrorCode.CONFIGURATION,
        "data.features.columns.a: log and indicator go with single numbers");
  }

  @Test
  void takesLogarithms() {
    String path = write("log.csv", "a,y\n0,1\n1.718281828459045,2\n-0.5,3\n");
    DataConfig data = data(path, "features.columns.a={log: true}");
    assertThat(features(prepare(data)))
        .containsExactlyInAnyOrder("[0.0] 1.0", "[1.0] 2.0", "[-0.6931472] 3.0");
    String bad = write("bad.csv", "a,y\n0,1\n-1,2\n");
    assertError(
        () -> prepare(data(bad, "features.columns.a={log: true}")),
        ErrorCode.BAD_DATA,
        "bad.csv:3: column a: '-1' must be above -1");
  }

  @Test
  void namesPartsOfDates() {
    String path =
        write("dates.csv", "t,u,y\n2021-03-04,05.06.1999,1\n2020-12-31 18:30:00,01.01.1970,2\n");
    PreparedData prepared =
        prepare(
            data(
                path,
                "features.columns.t={kind: date, parts: [year, quarter, month, day, weekday, yearday,"
                    + " hour, minute]}",
                "features.columns.u={kind: date, pattern: dd.MM.yyyy, parts: [days]}"));
    assertThat(features(prepared))
        .containsExactlyInAnyOrder(
            "[2021.0, 1.0, 3.0, 4.0, 4.0, 63.0, 0.0, 0.0, 10747.0] 1.0",
            "[2020.0, 4.0, 12.0, 31.0, 4.0, 366.0, 18.0, 30.0, 0.0] 2.0");
    String bad = write("bad.csv", "t,y\n2021-13-01,1\n");
    assertError(
        () -> prepare(data(bad, "features.columns.t={kind: date}")),
        ErrorCode.BAD_DATA,
        "bad.csv:2: column t: '2021-13-01' is not a date as in 2020-12-31");
  }

  @Test
  void missingAndRareCategories() {
    String path = write("jobs.csv", "job,y\nbaker,1\nbaker,2\nsmith,3\n,4\n");
    DataConfig index =
        data(
            path,
            "features.categorical=[job]",
            "features.encode=index",
            "features.missing=mostFrequent");
    assertThat(features(prepare(index)))
        .containsExactlyInAnyOrder("[0.0] 1.0", "[0.0] 2.0", "[1.0] 3.0", "[0.0] 4.0");
    DataConfig rare =
        data(path, "features.columns.job={kind: category, minCount: 2, missing: other}");
    assertThat(features(prepare(rare)))
        .containsExactlyInAnyOrder(
            "[1.0, 0.0] 1.0", "[1.0, 0.0] 2.0", "[0.0, 1.0] 3.0", "[0.0, 1.0] 4.0");
    assertError(
        () -> prepare(data(path, "features.categorical=[job]")),
        ErrorCode.BAD_DATA,
        "jobs.csv:5: column job: the value is missing",
        "data.features.missing");
  }

  @Test
  void readsTextAsIndicesOfWords() {
    String path = write("texts.csv", "t,y\nThe cat sat,1\nthe dog! the DOG,2\na bird,3\n");
    PreparedData prepared =
        prepare(data(path, "features.columns.t={kind: text, words: 4, vocabulary: 3}"));
    // the 3 times, dog twice, and a before bird, cat and sat, which all occur once.
    assertThat(((TextColumn) prepared.preprocessing().columns().get(0)).words())
        .containsExactly("the", "dog", "a");
    assertThat(features(prepared))
        .containsExactlyInAnyOrder(
            "[2.0, 1.0, 1.0, 0.0] 1.0", "[2.0, 3.0, 2.0, 3.0] 2.0", "[4.0, 1.0, 0.0, 0.0] 3.0");
  }

  /**
   * Samples that are held out decide nothing: their categories are others, their numbers unknown.
   */
  @Test
  void learnsFromTrainingSamplesAlone() {
    StringBuilder rows = new StringBuilder("c,x,y\n");
    for (int i = 0; i < 40; i++) {
      rows.append("c").append(i).append(',').append(i).append(',').append(i).append('\n');
    }
    PreparedData prepared =
        prepare(
            data(
                write("split.csv", rows.toString()),
                "validation.split=0.25",
                "features.categorical=[c]",
                "features.encode=index",
                "features.columns.x={scale: minMax, missing: mean}"));
    Preprocessing recipe = prepared.preprocessing();
    CategoryColumn categories = (CategoryColumn) recipe.columns().get(1);
    assertThat(categories.codes()).hasSize(40);
    assertThat(categories.categories()).hasSize(30);
    List<String> held = features(prepared, Objects.requireNonNull(prepared.validation()));
    assertThat(held).hasSize(10).allMatch(sample -> sample.contains(", 30.0] "));
    double mean =
        features(prepared).stream()
            .mapToDouble(sample -> Double.parseDouble(sample.substring(sample.indexOf("] ") + 2)))
            .average()
            .orElseThrow();
    NumberColumn x = (NumberColumn) recipe.columns().get(0);
    assertThat(Objects.requireNonNull(x.filling()).value()).isEqualTo((float) mean);
  }

  @Test
  void theOrderOfFilesAndPartitionsChangesNothing() {
    StringBuilder first = new StringBuilder("c,x,t,y\n");
    StringBuilder second = new StringBuilder("c,x,t,y\n");
    for (int i = 0; i < 200; i++) {
      StringBuilder rows = i % 3 == 0 ? first : second;
      String x = i % 7 == 0 ? "" : String.valueOf(Math.sqrt(i));
      rows.append("c" + i % 11 + "," + x + ",word" + i % 13 + " other," + i + "\n");
    }
    String[] keys = {
      "features.categorical=[c]",
      "features.missing=median",
      "features.scale=robust",
      "features.columns.t={kind: text, words: 3, vocabulary: 5}"
    };
    write("one/a.csv", first.toString());
    write("one/b.csv", second.toString());
    write("two/a.csv", second.toString());
    write("two/b.csv", first.toString());
    PreparedData here = prepare(data(directory.resolve("one").toString(), keys));
    spark.conf().set("spark.sql.files.maxPartitionBytes", "500");
    try {
      PreparedData there = prepare(data(directory.resolve("two").toString(), keys));
      assertThat(there.preprocessing()).isEqualTo(here.preprocessing());
      assertThat(features(there)).isEqualTo(features(here));
    } finally {
      spark.conf().unset("spark.sql.files.maxPartitionBytes");
    }
  }
}
