package io.github.bellows.driver.prepare;

import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.data.ImageFormat;
import io.github.bellows.common.drawn.DrawnFormat;
import io.github.bellows.common.storage.Storage;
import org.apache.spark.sql.SparkSession;

/** Opens the sources that a configuration can name, as rows. */
public final class Sources implements RowSource {
  private final SparkSession spark;
  private final Storage storage;

  /** Creates an access to sources through a Spark session. */
  public Sources(SparkSession spark, Storage storage) {
    this.spark = spark;
    this.storage = storage;
  }

  /**
   * Returns the rows of a source.
   *
   * <p>Drawn formats and {@code idx} have a column {@code features} of bytes (of numbers where an
   * IDX file holds such) and a column {@code label}; drawn sequences also one {@code length},
   * {@code images}, whose labels are folders, one {@code file}. {@code csv} has text columns, named
   * by the header or {@code _c0}, {@code _c1}, …; spaces around values are dropped unless the
   * options say otherwise. Any other format is what Spark reads.
   *
   * @throws io.github.bellows.common.error.TrainingException if there is no such file or format, or
   *     it cannot be read
   */
  @Override
  public SourceRows read(SourceConfig source) {
    DrawnFormat drawn = DrawnFormat.of(source.format());
    if (drawn != null) {
      return DrawnSource.read(spark, source, drawn);
    }
    return switch (source.format()) {
      case "idx" -> IdxSource.read(spark, storage, source);
      case ImageFormat.NAME -> ImageSource.read(spark, storage, source);
      default -> new TableSource(spark, storage, source).read();
    };
  }
}
