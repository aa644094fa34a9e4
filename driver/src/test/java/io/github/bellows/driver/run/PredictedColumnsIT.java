package io.github.bellows.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.prepare.SourceRows;
import io.github.bellows.driver.prepare.Sources;
import io.github.bellows.driver.run.Prediction.Format;
import io.github.bellows.worker.task.PredictionTask.Predicted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class PredictedColumnsIT {
  @TempDir static Path directory;

  private static SparkSession spark;
  private static Storage storage;

  @BeforeAll
  static void start() {
    spark = Sessions.local(1);
    storage = new Storage(new Configuration());
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /** Returns a table of texts with these columns. */
  private static SourceRows table(String... columns) {
    try {
      Path file = Files.createTempFile(directory, "table", ".csv");
      Files.writeString(file, String.join(",", columns) + "\n");
      return new Sources(spark, storage)
          .read(
              new SourceConfig("csv", file.toString(), null, null, Map.of("header", "true"), 0, 0));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static SourceRows images() {
    return new Sources(spark, storage)
        .read(new SourceConfig("digits", null, null, null, Map.of(), 1, 1));
  }

  /** Returns the columns of one output: classes with these names, or numbers. */
  private static PredictedColumns columns(
      SourceRows source, List<String> names, boolean classifier, int width, Format format) {
    Label label = classifier ? new Label.Classes(names) : new Label.Values(width);
    String loss = classifier ? "crossEntropy" : "meanSquaredError";
    return PredictedColumns.of(source, List.of(PredictedOutputTest.of(label, width, loss)), format);
  }

  private static List<String> schema(PredictedColumns columns) {
    return Arrays.stream(columns.schema().fields())
        .map(field -> field.name() + " " + field.dataType().simpleString())
        .toList();
  }

  private static Row row(PredictedColumns columns, Row source, float... outputs) {
    return columns
        .rows(List.of(new Predicted<>(source, new float[][] {outputs})).iterator())
        .next();
  }

  @Test
  void aClassIsPredictedByItsName() {
    PredictedColumns columns =
        columns(table("a", "b"), List.of("cat", "dog"), true, 2, Format.PARQUET);
    assertThat(schema(columns))
        .containsExactly("a string", "b string", "prediction string", "probability array<float>");
    // Technical columns stand behind the source's own and are dropped.
    Row row = row(columns, RowFactory.create("1", "2", "file"), 0.25f, 0.75f);
    assertThat(row.getString(0)).isEqualTo("1");
    assertThat(row.getString(2)).isEqualTo("dog");
    assertThat((float[]) row.get(3)).containsExactly(0.25f, 0.75f);
    assertThat(row.length()).isEqualTo(4);
  }

  @Test
  void theFirstOfEquallyLikelyClassesIsTaken() {
    PredictedColumns columns = columns(table("a"), List.of("x", "y", "z"), true, 3, Format.PARQUET);
    assertThat(row(columns, RowFactory.create("1"), 0.2f, 0.4f, 0.4f).getString(1)).isEqualTo("y");
  }

  @Test
  void classesThatAreWholeNumbersStayNumbers() {
    PredictedColumns columns = columns(table("a"), List.of("-1", "0", "12"), true, 3, Format.CSV);
    assertThat(schema(columns))
        .containsExactly(
            "a string",
            "prediction int",
            "probability_-1 float",
            "probability_0 float",
            "probability_12 float");
    Row row = row(columns, RowFactory.create("1"), 0.5f, 0.25f, 0.25f);
    assertThat(row.getInt(1)).isEqualTo(-1);
    assertThat(row.getFloat(2)).isEqualTo(0.5f);
  }

  @Test
  void namesThatNumbersWouldChangeStayText() {
    for (List<String> names :
        List.of(List.of("01", "1"), List.of("-0", "0"), List.of("1.0", "2"), List.of("1", "b"))) {
      PredictedColumns columns = columns(table("a"), names, true, 2, Format.PARQUET);
      assertThat(schema(columns)).as("%s", names).contains("prediction string");
      assertThat(row(columns, RowFactory.create("1"), 0.9f, 0.1f).getString(1))
          .isEqualTo(names.get(0));
    }
  }

  @Test
  void anOutputThatNoLabelNamedHasItsNumber() {
    PredictedColumns columns = columns(table("a"), List.of("cat"), true, 3, Format.CSV);
    assertThat(schema(columns))
        .containsExactly(
            "a string",
            "prediction string",
            "probability_cat float",
            "probability_1 float",
            "probability_2 float");
    assertThat(row(columns, RowFactory.create("1"), 0, 0, 1).getString(1)).isEqualTo("2");
  }

  @Test
  void numbersArePredictedAsTheyAre() {
    PredictedColumns one = columns(table("a"), List.of(), false, 1, Format.PARQUET);
    assertThat(schema(one)).containsExactly("a string", "prediction float");
    assertThat(row(one, RowFactory.create("1"), -2.5f).getFloat(1)).isEqualTo(-2.5f);
    PredictedColumns two = columns(table("a"), List.of(), false, 2, Format.PARQUET);
    assertThat(schema(two)).containsExactly("a string", "prediction array<float>");
    assertThat((float[]) row(two, RowFactory.create("1"), 1, 2).get(1)).containsExactly(1, 2);
    PredictedColumns flat = columns(table("a"), List.of(), false, 2, Format.CSV);
    assertThat(schema(flat))
        .containsExactly("a string", "prediction_0 float", "prediction_1 float");
    assertThat(row(flat, RowFactory.create("1"), 1, 2).getFloat(2)).isEqualTo(2);
  }

  @Test
  void anArrayIsSpreadOverAThousandColumnsAndNoMore() {
    assertThat(schema(columns(table("a"), List.of(), false, 1000, Format.CSV))).hasSize(1001);
    assertThat(schema(columns(table("a"), List.of(), false, 1001, Format.PARQUET))).hasSize(2);
    assertThatThrownBy(() -> columns(table("a"), List.of(), false, 1001, Format.CSV))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
        .hasMessage(
            "--as csv: prediction would be 1001 columns, and an array may be spread over 1000."
                + " Write --as parquet, which keeps it an array.");
  }

  @Test
  void bytesAreKeptInParquetAndLeftOutOfCsv() {
    List<String> names = List.of("0", "1");
    assertThat(schema(columns(images(), names, true, 2, Format.PARQUET)))
        .containsExactly(
            "features binary", "label int", "prediction int", "probability array<float>");
    PredictedColumns flat = columns(images(), names, true, 2, Format.CSV);
    assertThat(schema(flat)).startsWith("label int", "prediction int");
    Row row = row(flat, RowFactory.create(new byte[784], 7), 0, 1);
    assertThat(row.getInt(0)).isEqualTo(7);
    assertThat(row.getInt(1)).isEqualTo(1);
  }

  @Test
  void aColumnOfTheSourceIsNotOverwritten() {
    assertThatThrownBy(
            () ->
                columns(table("a", "PROBABILITY_dog"), List.of("cat", "dog"), true, 2, Format.CSV))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
        .hasMessage(
            "column PROBABILITY_dog: the source has it, and predictions would be written in a"
                + " column of that name. Rename or remove it in the source.");
    assertThat(
            columns(table("a", "probability_dog"), List.of("cat", "dog"), true, 2, Format.PARQUET)
                .schema()
                .fieldNames())
        .contains("probability_dog", "probability");
  }

  @Test
  void rowsStreamOneByOne() {
    PredictedColumns columns = columns(table("a"), List.of(), false, 1, Format.PARQUET);
    List<Integer> taken = new ArrayList<>();
    Iterator<Predicted<Row>> endless =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public Predicted<Row> next() {
            taken.add(taken.size());
            return new Predicted<>(RowFactory.create("x"), new float[][] {{taken.size()}});
          }
        };
    Iterator<Row> rows = columns.rows(endless);
    assertThat(rows.next().getFloat(1)).isEqualTo(1);
    assertThat(rows.next().getFloat(1)).isEqualTo(2);
    assertThat(taken).hasSize(2);
  }
}
