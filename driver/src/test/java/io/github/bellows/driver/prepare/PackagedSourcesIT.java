package io.github.bellows.driver.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.config.LabelConfig.Kind;
import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.data.RowSelection;
import io.github.bellows.common.error.ErrorCode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources that come in packages of their own, with the packages themselves. */
@SuppressWarnings("NullAway.Init")
class PackagedSourcesIT extends SparkTest {
  private static final String ROWS =
      "select id as x, id * id as y from range(3) union all select 7, 49";
  private static final String[] SAMPLES = {"[0.0] 0.0", "[1.0] 1.0", "[2.0] 4.0", "[7.0] 49.0"};

  @TempDir private static Path lake;

  @BeforeAll
  static void startSpark() {
    SparkSession.builder()
        .master("local[2]")
        .appName("sources")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "3")
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config(
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog")
        .config("spark.sql.catalog.lake.type", "hadoop")
        .config("spark.sql.catalog.lake.warehouse", lake.toString())
        .config("spark.databricks.delta.snapshotPartitions", "1")
        .config("spark.sql.codegen.wholeStage", "false")
        .getOrCreate();
    SparkTest.startSpark();
  }

  private static SourceConfig source(
      String format, @Nullable String path, Map<String, String> options) {
    return new SourceConfig(format, path, null, null, options, 0, 0);
  }

  private PreparedData prepared(SourceConfig source) {
    return prepare(data(source, "y", Kind.NUMBER));
  }

  private String written(String format) {
    String path = directory.resolve(format).toString();
    spark.sql(ROWS).write().format(format).mode("append").save(path);
    return path;
  }

  @Test
  void avroIsReadAndReused() {
    SourceConfig avro = source("avro", written("avro"), Map.of());
    PreparedData first = prepared(avro);
    assertThat(samples(first.train())).containsExactlyInAnyOrder(SAMPLES);
    assertThat(prepared(avro).reused()).isTrue();
  }

  @Test
  void deltaIsReadAsOfItsLastVersion() {
    String path = written("delta");
    SourceConfig delta = source("delta", path, Map.of());
    assertThat(samples(prepared(delta).train())).containsExactlyInAnyOrder(SAMPLES);
    assertThat(prepared(delta).reused()).isTrue();
    spark
        .sql("select id as x, id as y from range(2)")
        .write()
        .format("delta")
        .mode("overwrite")
        .save(path);
    PreparedData later = prepared(delta);
    assertThat(later.reused()).isFalse();
    assertThat(samples(later.train())).containsExactlyInAnyOrder("[0.0] 0.0", "[1.0] 1.0");
    assertThat(samples(prepared(source("delta", path, Map.of("versionAsOf", "0"))).train()))
        .containsExactlyInAnyOrder(SAMPLES);
  }

  @Test
  void icebergIsReadByNameAndByQuery() {
    spark.sql("create table lake.db.squares using iceberg as " + ROWS);
    SourceConfig table = source("table", "lake.db.squares", Map.of());
    assertThat(samples(prepared(table).train())).containsExactlyInAnyOrder(SAMPLES);
    SourceConfig query =
        new SourceConfig(
            "sql",
            List.of(),
            null,
            null,
            Map.of(),
            0,
            0,
            new RowSelection(
                "select x, y from lake.db.squares where x < 7", List.of(), null, null));
    assertThat(samples(prepared(query).train()))
        .containsExactlyInAnyOrder("[0.0] 0.0", "[1.0] 1.0", "[2.0] 4.0");
  }

  @Test
  void tablesOfADatabaseAreRead() throws SQLException {
    String url = "jdbc:h2:mem:squares;DB_CLOSE_DELAY=-1;DATABASE_TO_UPPER=false";
    try (Connection database = DriverManager.getConnection(url);
        Statement statement = database.createStatement()) {
      statement.execute("create table squares (x double, y int, note varchar)");
      statement.execute(
          "insert into squares values (0, 0, 'a'), (1, 1, 'b'), (2, 4, 'c'), (7, 49, null)");
    }
    Map<String, String> options =
        Map.of("url", url, "query", "select x, y from squares", "driver", "org.h2.Driver");
    PreparedData prepared = prepared(source("jdbc", null, options));
    assertThat(samples(prepared.train())).containsExactlyInAnyOrder(SAMPLES);
    assertThat(prepared.reason()).contains("its changes cannot be seen in files");
    assertError(
        () -> prepared(source("jdbc", null, Map.of("url", url, "dbtable", "squares"))),
        ErrorCode.BAD_DATA,
        "jdbc: column note: 'a' is not a number");
    Map<String, String> other =
        Map.of("url", "jdbc:sea://x", "dbtable", "t", "driver", "org.sea.Driver");
    assertError(
        () -> prepared(source("jdbc", null, other)),
        ErrorCode.CONFIGURATION,
        "format = jdbc: the driver of jdbc:sea://x is not on the class path. Add the database's");
  }
}
