package io.github.bellows.driver.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.config.LabelConfig.Kind;
import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.data.RowSelection;
import io.github.bellows.common.data.RowSelection.Sequence;
import io.github.bellows.common.error.ErrorCode;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which rows and columns of a source become samples. */
class SelectionIT extends SparkTest {
  private static SourceConfig source(String format, List<String> paths, RowSelection rows) {
    Map<String, String> options = format.equals("csv") ? Map.of("header", "true") : Map.of();
    return new SourceConfig(format, paths, null, null, options, 0, 0, rows);
  }

  private List<String> rows(SourceConfig source) {
    return samples(prepare(data(source, "y", Kind.NUMBER)).train());
  }

  @Test
  void severalPathsAreOneSource() {
    String a = write("a.csv", "x,y\n1,2\n");
    String b = write("more/b.csv", "x,y\n3,4\n");
    assertThat(rows(source("csv", List.of(a, b), RowSelection.ALL)))
        .containsExactlyInAnyOrder("[1.0] 2.0", "[3.0] 4.0");
    assertError(
        () -> rows(source("csv", List.of(a, b + "x"), RowSelection.ALL)),
        ErrorCode.INPUT_MISSING,
        "b.csvx: there is no such file or directory");
  }

  @Test
  void expressionsMakeColumnsOfTheRowsThatFulfilTheCondition() {
    String path = write("a.csv", "x,z,y\n1,5,2\n2,6,3\n3,7,4\n");
    RowSelection rows = new RowSelection(null, List.of("x * 10 AS ten", "y"), "z > 5", null);
    assertThat(rows(source("csv", List.of(path), rows)))
        .containsExactlyInAnyOrder("[20.0] 3.0", "[30.0] 4.0");
    RowSelection wrong = new RowSelection(null, List.of("w", "y"), null, null);
    assertError(
        () -> rows(source("csv", List.of(path), wrong)),
        ErrorCode.CONFIGURATION,
        "a.csv: Spark does not understand it: ",
        "`w`",
        "Correct its query, select, where");
    String bad = write("bad.csv", "x,y\none,2\n");
    RowSelection renamed = new RowSelection(null, List.of("x AS number", "y"), null, null);
    assertError(
        () -> rows(source("csv", List.of(bad), renamed)),
        ErrorCode.BAD_DATA,
        "bad.csv: column number: 'one' is not a number");
  }

  @Test
  void tablesAndQueries() {
    spark.sql("SELECT 1 AS x, 2 AS y UNION ALL SELECT 3, 4").createOrReplaceTempView("numbers");
    assertThat(rows(source("table", List.of("numbers"), RowSelection.ALL)))
        .containsExactlyInAnyOrder("[1.0] 2.0", "[3.0] 4.0");
    RowSelection query =
        new RowSelection("SELECT sum(x) AS s, 9 AS y FROM numbers", List.of(), null, null);
    assertThat(rows(source("sql", List.of(), query))).containsExactly("[4.0] 9.0");
    assertError(
        () -> rows(source("table", List.of("nummbers"), RowSelection.ALL)),
        ErrorCode.CONFIGURATION,
        "source nummbers: Spark does not understand it");
  }

  /** Rows of two groups, out of order; the second group has too few for two windows. */
  private SourceConfig windows(int stride, @Nullable String target) {
    String path =
        write(
            "w.csv",
            "g,t,v,w,y\na,2,20,2,0\na,1,10,1,0\nb,2,8,8,1\na,3,30,3,0\nb,1,7,7,1\na,4,40,4,0\n");
    Sequence sequence = new Sequence("t", List.of("g"), List.of("v", "w"), 2, stride, target, 1);
    return source("csv", List.of(path), new RowSelection(null, List.of(), null, sequence));
  }

  private List<String> sequences(SourceConfig source, String label) {
    return new Sources(spark, storage)
        .read(source).rows().select("g", "t", Sequence.COLUMN, label).collectAsList().stream()
            .map(Row::toString)
            .map(row -> row.replace("ArraySeq", "").replace("WrappedArray", ""))
            .toList();
  }

  @Test
  void rowsThatFollowEachOtherAreSequences() {
    assertThat(sequences(windows(1, null), "y"))
        .containsExactlyInAnyOrder(
            "[a,2,(10.0, 1.0, 20.0, 2.0),0]",
            "[a,3,(20.0, 2.0, 30.0, 3.0),0]",
            "[a,4,(30.0, 3.0, 40.0, 4.0),0]",
            "[b,2,(7.0, 7.0, 8.0, 8.0),1]");
    assertThat(sequences(windows(2, null), "y"))
        .containsExactlyInAnyOrder(
            "[a,2,(10.0, 1.0, 20.0, 2.0),0]",
            "[a,4,(30.0, 3.0, 40.0, 4.0),0]",
            "[b,2,(7.0, 7.0, 8.0, 8.0),1]");
  }

  @Test
  void theTargetIsALaterRows() {
    assertThat(sequences(windows(1, "v"), "v"))
        .containsExactlyInAnyOrder(
            "[a,2,(10.0, 1.0, 20.0, 2.0),30]", "[a,3,(20.0, 2.0, 30.0, 3.0),40]");
    assertError(
        () -> sequences(windows(1, "vv"), "y"),
        ErrorCode.CONFIGURATION,
        "sequence.target = vv: the source has no such column",
        "Its columns are g, t, v, w, y.");
  }
}
