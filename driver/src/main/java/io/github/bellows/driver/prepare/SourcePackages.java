package io.github.bellows.driver.prepare;

import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.drawn.DrawnFormat;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says which package brings a source that Spark does not have by itself. */
final class SourcePackages {
  private static final String JDBC = "jdbc";

  /** Coordinates of the packages, of which some are made for one version of Spark. */
  private static final Map<String, String> KNOWN =
      Map.of(
          "avro", "org.apache.spark:spark-avro_2.12:%s",
          "delta", "io.delta:delta-spark_2.12:3.2.1",
          "iceberg", "org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.6.1",
          "xml", "com.databricks:spark-xml_2.12:0.18.0");

  private SourcePackages() {}

  /** Returns whether a failure is that a source, or a database's driver, is not there. */
  static boolean isLacking(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      String message = String.valueOf(t.getMessage());
      if (t instanceof ClassNotFoundException
          || message.contains("DATA_SOURCE_NOT_FOUND")
          || message.contains("Failed to find data source")
          || message.contains("No suitable driver")) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns the error for a source that is not there; null if the failure is another.
   *
   * @param spark version of Spark
   */
  static @Nullable TrainingException lacking(SourceConfig source, String spark, Throwable failure) {
    if (!isLacking(failure)) {
      return null;
    }
    String format = source.format().toLowerCase(Locale.ROOT);
    String known = KNOWN.get(format);
    if (known != null) {
      return TrainingException.of(
          ErrorCode.CONFIGURATION,
          "format = " + source.format(),
          "Spark does not bring this source along",
          "Add --packages " + String.format(Locale.ROOT, known, spark) + ", or its jar by --jars");
    }
    if (format.equals(JDBC)) {
      return TrainingException.of(
          ErrorCode.CONFIGURATION,
          "format = jdbc",
          "the driver of "
              + source.options().getOrDefault("url", "the database")
              + " is not on the class path",
          "Add the database's package by --packages or its jar by --jars, and set options.driver to"
              + " its class");
    }
    return TrainingException.of(
        ErrorCode.CONFIGURATION,
        "format = " + source.format(),
        "neither Bellows nor Spark has such a source",
        "Use "
            + String.join(", ", DrawnFormat.keys())
            + ", idx, csv, parquet, json, orc or libsvm, or add the source's package by --packages");
  }
}
