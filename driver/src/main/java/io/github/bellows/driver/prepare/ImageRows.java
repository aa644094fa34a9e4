package io.github.bellows.driver.prepare;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/** Reads and decodes image files inside a task, one in memory at a time. */
final class ImageRows implements FlatMapFunction<Iterator<byte[]>, Row> {
  private static final long serialVersionUID = 1L;
  private static final String SEPARATOR = "\0";

  private final SerializableConfiguration hadoop;
  private final ImageDecoder decoder;
  private final @Nullable SkippedFiles skipped;

  /**
   * Creates a reader of files.
   *
   * @param skipped counts the files that cannot be read; null if the first one is an error
   */
  ImageRows(
      SerializableConfiguration hadoop, ImageDecoder decoder, @Nullable SkippedFiles skipped) {
    this.hadoop = hadoop;
    this.decoder = decoder;
    this.skipped = skipped;
  }

  /** Returns the paths of some files in one array. */
  static byte[] packed(List<FileListing.Entry> files) {
    return String.join(SEPARATOR, files.stream().map(FileListing.Entry::path).toList())
        .getBytes(UTF_8);
  }

  @Override
  public Iterator<Row> call(Iterator<byte[]> packed) {
    return new Rows(packed, new Storage(hadoop.value()));
  }

  /** Returns the error for a file that cannot be read as an image. */
  static TrainingException error(String path, BadImage reason) {
    return TrainingException.of(
        ErrorCode.BAD_DATA,
        Storage.display(new Path(path)),
        String.valueOf(reason.getMessage()),
        "Repair or remove it, or set onBadRecord: skip to leave such files out");
  }

  private TrainingException misfit(String path, PixelPlanes image) {
    return TrainingException.of(
        ErrorCode.BAD_DATA,
        Storage.display(new Path(path)),
        "has "
            + image.width()
            + " × "
            + image.height()
            + " pixels, but "
            + Storage.display(new Path(decoder.first()))
            + ", the first file, has "
            + decoder.width()
            + " × "
            + decoder.height()
            + ", and without size all images have that of the first",
        "Set size: [" + decoder.height() + ", " + decoder.width() + "] or another to scale them");
  }

  private final class Rows implements Iterator<Row> {
    private final Iterator<byte[]> packed;
    private final Storage storage;
    private final SkippedFiles.@Nullable Counter counter;
    private Iterator<String> paths = List.<String>of().iterator();
    private @Nullable Row next;

    Rows(Iterator<byte[]> packed, Storage storage) {
      this.packed = packed;
      this.storage = storage;
      this.counter = skipped == null ? null : skipped.counter();
    }

    @Override
    public boolean hasNext() {
      while (next == null && advance()) {
        next = read(paths.next());
      }
      return next != null;
    }

    @Override
    public Row next() {
      Row row = hasNext() ? next : null;
      if (row == null) {
        throw new NoSuchElementException();
      }
      next = null;
      return row;
    }

    private boolean advance() {
      while (!paths.hasNext()) {
        if (!packed.hasNext()) {
          if (counter != null) {
            counter.send();
          }
          return false;
        }
        paths = Arrays.asList(new String(packed.next(), UTF_8).split(SEPARATOR)).iterator();
      }
      return true;
    }

    /** Returns the row of a file; null if it was left out. */
    private @Nullable Row read(String path) {
      Path file = new Path(path);
      String folder = file.getParent().getName();
      PixelPlanes image;
      try {
        image = decoder.decode(storage.read(file));
      } catch (BadImage e) {
        return leaveOut(file, error(path, e));
      } catch (TrainingException e) { // it cannot be opened
        return leaveOut(file, e);
      }
      if (!decoder.fits(image)) {
        throw misfit(path, image);
      }
      return RowFactory.create(
          image.samples(), folder, Storage.display(file), file.toUri().toString());
    }

    private @Nullable Row leaveOut(Path file, TrainingException reason) {
      if (counter == null) {
        throw reason;
      }
      counter.add(file.getParent().getName() + "/" + file.getName());
      return null;
    }
  }
}
