package io.github.bellows.driver.prepare;

import static io.github.bellows.driver.prepare.DrawnSource.FEATURES;
import static io.github.bellows.driver.prepare.DrawnSource.LABEL;

import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.data.ImageFormat;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Rows of image files in a folder tree, with a class per folder. The driver lists them, and so
 * knows classes and sizes before one is read; tasks read and decode them, each file once.
 */
final class ImageSource {
  /** The column with the path of a file. */
  static final String PATH = "file";

  /** What one task reads, so that tasks are neither tiny nor, of large files, very long. */
  private static final int FILES_OF_A_TASK = 1000;

  private static final long BYTES_OF_A_TASK = 64L << 20;

  private ImageSource() {}

  static SourceRows read(SparkSession spark, Storage storage, SourceConfig source) {
    ImageFormat format = ImageFormat.of(source.options());
    FileListing listing = FileListing.of(storage, source.paths(), ImageFile::isNamedSo);
    List<FileListing.Entry> files = listing.entries();
    if (files.isEmpty()) {
      throw TrainingException.of(
          ErrorCode.BAD_DATA,
          source.name(),
          "holds no images: no file in it ends in " + String.join(", ", ImageFile.EXTENSIONS),
          "Name a folder with a folder of image files for each class");
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    ImageDecoder decoder = decoder(storage, source.name(), format, files);
    SkippedFiles skipped =
        format.skips() ? new SkippedFiles(spark.sparkContext(), files.size()) : null;
    ImageRows read =
        new ImageRows(
            new SerializableConfiguration(spark.sparkContext().hadoopConfiguration()),
            decoder,
            skipped);
    List<byte[]> packed = packed(files, context.defaultParallelism());
    Dataset<Row> rows =
        spark.createDataFrame(
            context.parallelize(packed, packed.size()).mapPartitions(read), schema());
    Shape shape = Shape.of(decoder.channels(), decoder.height(), decoder.width());
    return new SourceRows(
        rows,
        RowOrigin.files(source.name()),
        List.of(),
        survey(listing, shape),
        shape,
        new SourceRows.Folder(listing, skipped));
  }

  private static StructType schema() {
    Metadata derived = new MetadataBuilder().putBoolean(SourceRows.DERIVED, true).build();
    return new StructType(
        new StructField[] {
          new StructField(FEATURES, DataTypes.BinaryType, false, derived),
          DataTypes.createStructField(LABEL, DataTypes.StringType, false),
          DataTypes.createStructField(PATH, DataTypes.StringType, false),
          DataTypes.createStructField(SourceRows.FILE, DataTypes.StringType, false)
        });
  }

  /** Returns the decoder of all files; without a size in the format, the first that is whole. */
  private static ImageDecoder decoder(
      Storage storage, String name, ImageFormat format, List<FileListing.Entry> files) {
    ImageFormat.Size size = format.size();
    if (size != null) {
      return ImageDecoder.scaling(format.channels(), size);
    }
    for (FileListing.Entry file : files) {
      PixelPlanes image = first(storage, format, file);
      if (image != null) {
        return ImageDecoder.like(file.path(), image);
      }
    }
    throw TrainingException.of(
        ErrorCode.BAD_DATA,
        name,
        "none of its " + files.size() + " files can be read as an image",
        "Check that these are images; with onBadRecord: fail the first one says what is wrong");
  }

  private static @Nullable PixelPlanes first(
      Storage storage, ImageFormat format, FileListing.Entry file) {
    TrainingException reason;
    try {
      return ImageDecoder.decode(storage.read(new Path(file.path())), format.channels());
    } catch (BadImage e) {
      reason = ImageRows.error(file.path(), e);
    } catch (TrainingException e) {
      reason = e;
    }
    if (!format.skips()) {
      throw reason;
    }
    return null;
  }

  /** Returns the paths of each task's files. */
  private static List<byte[]> packed(List<FileListing.Entry> files, int slots) {
    int most = Math.max(1, Math.min(FILES_OF_A_TASK, (files.size() + slots - 1) / slots));
    List<byte[]> packed = new ArrayList<>();
    int begin = 0;
    long bytes = 0;
    for (int end = 0; end < files.size(); end++) {
      bytes += files.get(end).length();
      if (end + 1 - begin == most || bytes >= BYTES_OF_A_TASK || end + 1 == files.size()) {
        packed.add(ImageRows.packed(files.subList(begin, end + 1)));
        begin = end + 1;
        bytes = 0;
      }
    }
    return packed;
  }

  private static Survey survey(FileListing listing, Shape shape) {
    List<String> folders = ClassNames.sorted(listing.folders());
    String problem =
        folders.size() <= DistinctLimits.MAXIMUM_CLASSES
            ? null
            : "format images: "
                + folders.size()
                + " folders cannot be classes, of which there are at most "
                + DistinctLimits.MAXIMUM_CLASSES
                + ". Name a folder that has a folder for each class.";
    return new Survey(
        listing.entries().size(),
        Map.of(LABEL, folders),
        Map.of(FEATURES, Math.toIntExact(shape.elements())),
        Map.of(),
        Map.of(),
        problem);
  }
}
