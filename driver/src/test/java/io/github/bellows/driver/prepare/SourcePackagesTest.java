package io.github.bellows.driver.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.error.TrainingException;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The texts are those of Spark 3.5.7. */
class SourcePackagesTest {
  private static String message(String format, String spark) {
    SourceConfig source = new SourceConfig(format, "x", null, null, Map.of(), 0, 0);
    TrainingException error =
        SourcePackages.lacking(source, "3.5.7", new IllegalStateException(spark));
    return String.valueOf(Objects.requireNonNull(error).getMessage());
  }

  private static String notFound(String format) {
    return "[DATA_SOURCE_NOT_FOUND] Failed to find the data source: "
        + format
        + ". Please find packages at `https://spark.apache.org/third-party-projects.html`.";
  }

  @Test
  void namesThePackageOfASource() {
    assertThat(message("delta", notFound("delta")))
        .isEqualTo(
            "format = delta: Spark does not bring this source along. Add --packages"
                + " io.delta:delta-spark_2.12:3.2.1, or its jar by --jars.");
    assertThat(message("iceberg", notFound("iceberg")))
        .contains("--packages org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.6.1");
    assertThat(
            message(
                "avro",
                "Failed to find data source: avro. Avro is built-in but external data source module"
                    + " since Spark 2.4. Please deploy the application as per the deployment"
                    + " section of Apache Avro Data Source Guide."))
        .contains("--packages org.apache.spark:spark-avro_2.12:3.5.7");
    assertThat(message("rocks", notFound("rocks")))
        .contains("format = rocks: neither Bellows nor Spark has such a source");
  }

  @Test
  void leavesOtherFailuresAlone() {
    SourceConfig source = new SourceConfig("delta", "x", null, null, Map.of(), 0, 0);
    assertThat(SourcePackages.lacking(source, "3.5.7", new IllegalStateException("broken")))
        .isNull();
  }
}
