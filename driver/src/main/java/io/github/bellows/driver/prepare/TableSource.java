package io.github.bellows.driver.prepare;

import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.data.RowSelection;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/** Rows of any format that Spark reads. */
final class TableSource {
  private static final String CORRUPT_OPTION = "columnNameOfCorruptRecord";

  private final SparkSession spark;
  private final Storage storage;
  private final SourceConfig source;
  private final TreeMap<String, String> options;
  private final String name;

  TableSource(SparkSession spark, Storage storage, SourceConfig source) {
    this.spark = spark;
    this.storage = storage;
    this.source = source;
    this.options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    this.options.putAll(source.options());
    this.name = source.name();
  }

  SourceRows read() {
    if (!isTable()) {
      source.paths().forEach(this::checkPresence);
    }
    try {
      boolean csv = source.format().equalsIgnoreCase("csv");
      Dataset<Row> all = csv ? csv() : load(null);
      RowOrigin origin = csv ? RowOrigin.csv(name, lines(all)) : RowOrigin.files(name);
      Dataset<Row> rows = taken(all);
      List<Path> files =
          Arrays.stream(rows.inputFiles())
              .map(file -> new Path(URI.create(file)))
              .sorted()
              .toList();
      Dataset<Row> named = rows.withColumn(SourceRows.FILE, functions.input_file_name());
      return new SourceRows(named, origin, files, null, null);
    } catch (TrainingException e) {
      throw e;
    } catch (Exception e) {
      throw translate(e);
    }
  }

  private boolean isTable() {
    return source.format().equals("table");
  }

  /** Returns the rows that fulfil the condition, with the columns that were asked for. */
  private Dataset<Row> taken(Dataset<Row> all) {
    RowSelection config = source.rows();
    Dataset<Row> rows = config.where() == null ? all : all.where(config.where());
    if (!config.select().isEmpty()) {
      List<String> columns = new ArrayList<>(config.select());
      Arrays.stream(rows.schema().fieldNames())
          .filter(column -> column.startsWith(SourceRows.TECHNICAL))
          .forEach(columns::add);
      rows = rows.selectExpr(columns.toArray(String[]::new));
    }
    RowSelection.Sequence sequence = config.sequence();
    return sequence == null ? rows : SequenceRows.of(rows, sequence);
  }

  private void checkPresence(String path) {
    if (path.matches(".*[*?\\[{\\\\].*")) {
      return;
    }
    Path qualified = storage.qualify(path);
    if (!storage.exists(qualified)) {
      throw TrainingException.of(
          ErrorCode.INPUT_MISSING,
          Storage.display(qualified),
          "there is no such file or directory",
          "Check the path of the source");
    }
  }

  private Dataset<Row> load(@Nullable StructType schema) {
    String query = source.rows().query();
    if (query != null) {
      return spark.sql(query);
    }
    if (isTable()) {
      return spark.table(name);
    }
    DataFrameReader reader = spark.read().format(source.format()).options(options);
    if (schema != null) {
      reader = reader.schema(schema);
    }
    Dataset<Row> rows = reader.load(source.paths().toArray(String[]::new));
    String corrupt = options.getOrDefault(CORRUPT_OPTION, "_corrupt_record");
    return source.format().equalsIgnoreCase("json")
        ? rows.withColumnRenamed(corrupt, SourceRows.CORRUPT)
        : rows;
  }

  /** Reads all columns as text, so that whatever is wrong with a value can be said in its words. */
  private Dataset<Row> csv() {
    options.remove("inferSchema");
    options.remove(CORRUPT_OPTION);
    options.putIfAbsent("mode", "PERMISSIVE");
    options.putIfAbsent("ignoreLeadingWhiteSpace", "true");
    options.putIfAbsent("ignoreTrailingWhiteSpace", "true");
    Dataset<Row> inferred = load(null);
    String[] names = inferred.schema().fieldNames();
    if (names.length == 0) {
      throw TrainingException.of(
          ErrorCode.BAD_DATA, name, "is empty", "Give a file with at least one row");
    }
    if (inferred.inputFiles().length > 1) {
      // Files may list their columns in different orders; Spark then refuses instead of mixing
      // them.
      options.putIfAbsent("enforceSchema", "false");
    }
    StructType schema = new StructType();
    for (String column : names) {
      schema = schema.add(column, DataTypes.StringType);
    }
    options.put(CORRUPT_OPTION, SourceRows.CORRUPT);
    return load(schema.add(SourceRows.CORRUPT, DataTypes.StringType));
  }

  private CsvLines lines(Dataset<Row> rows) {
    List<String> columns =
        Arrays.stream(rows.schema().fieldNames())
            .filter(column -> !column.startsWith(SourceRows.TECHNICAL))
            .toList();
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    return new CsvLines(hadoop, Map.copyOf(options), columns);
  }

  private TrainingException translate(Exception failure) {
    if (failure instanceof AnalysisException analysis) {
      String reason = String.valueOf(analysis.getErrorClass());
      if (reason.contains("PATH_NOT_FOUND")) {
        return TrainingException.of(
            ErrorCode.INPUT_MISSING, name, "no file matches", "Check the path of the source");
      }
      if ((source.rows() != RowSelection.ALL || isTable()) && !SourcePackages.isLacking(failure)) {
        return TrainingException.of(
            ErrorCode.CONFIGURATION,
            "source " + name,
            "Spark does not understand it: "
                + analysis.getSimpleMessage().lines().findFirst().orElse(""),
            "Correct its query, select, where, or the name of the table");
      }
    }
    TrainingException lacking = SourcePackages.lacking(source, spark.version(), failure);
    return lacking != null ? lacking : TaskFailure.translate(name, failure);
  }
}
