package io.github.bellows.common.storage;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.ipc.RemoteException;

/**
 * Reads, writes and atomically replaces files on whatever file system a path names.
 *
 * <p>Local paths bypass Hadoop's checksum layer, which would litter run directories with {@code
 * .crc} files; Bellows keeps checksums of its own. Thread-safe.
 */
public final class Storage {
  private final Configuration hadoop;

  /** Creates an access to the file systems that a Hadoop configuration knows. */
  public Storage(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  /** Returns the configuration itself, for whoever takes it to another JVM; not to be changed. */
  public Configuration hadoop() {
    return hadoop;
  }

  /** Something that writes to a path. */
  @FunctionalInterface
  public interface Writing {
    /** Writes. */
    void run() throws IOException;
  }

  /** An operation on a file system. */
  @FunctionalInterface
  private interface Operation<T> {
    T run(FileSystem files) throws IOException;
  }

  /** Returns the path with its scheme and an absolute name, local if it has neither. */
  public Path qualify(String path) {
    try {
      Path given = new Path(path);
      return fileSystem(given).makeQualified(given);
    } catch (IllegalArgumentException | IOException e) {
      throw new TrainingException(
          ErrorCode.INPUT_MISSING,
          path + ": no file system can serve this path (" + reason(e) + "). Check its scheme.",
          e);
    }
  }

  /** Returns whether something is at the path. */
  public boolean exists(Path path) {
    return reading(path, files -> files.exists(path));
  }

  /**
   * Refuses a path at which something is.
   *
   * @param fix what to do then
   * @throws TrainingException ({@link ErrorCode#CANNOT_WRITE}) if there is
   */
  public void requireAbsent(Path path, String fix) {
    if (exists(path)) {
      throw TrainingException.of(ErrorCode.CANNOT_WRITE, display(path), "exists already", fix);
    }
  }

  /** Returns whether a directory is at the path. */
  public boolean isDirectory(Path path) {
    return reading(path, files -> files.exists(path) && files.getFileStatus(path).isDirectory());
  }

  /**
   * Returns length and modification time of what is at the path.
   *
   * @throws TrainingException ({@link ErrorCode#INPUT_MISSING}) if nothing is
   */
  public FileStatus status(Path path) {
    return reading(path, files -> files.getFileStatus(path));
  }

  /** Returns the entries of a directory by name; none if the directory does not exist. */
  public List<Path> list(Path directory) {
    return reading(
        directory,
        files ->
            files.exists(directory)
                ? Arrays.stream(files.listStatus(directory))
                    .map(FileStatus::getPath)
                    .sorted()
                    .toList()
                : List.of());
  }

  /**
   * Opens a file for reading.
   *
   * @throws TrainingException ({@link ErrorCode#INPUT_MISSING}) if it is missing or unreadable
   */
  public FSDataInputStream open(Path path) {
    return reading(path, files -> files.open(path));
  }

  /** Returns all bytes of a file; for small ones. */
  public byte[] read(Path path) {
    return reading(
        path,
        files -> {
          try (InputStream in = files.open(path)) {
            return in.readAllBytes();
          }
        });
  }

  /**
   * Creates or truncates a file and the directories above it. Readers may see it half-written.
   *
   * @throws TrainingException ({@link ErrorCode#CANNOT_WRITE}) if it cannot be created; later
   *     writes throw {@code IOException}, which {@link #cannotWrite} translates
   */
  public FSDataOutputStream create(Path path) {
    return changing(path, files -> created(files, path));
  }

  /**
   * Replaces a file's content; a reader sees the old bytes or the new ones, never a mixture.
   *
   * @throws TrainingException ({@link ErrorCode#CANNOT_WRITE}) if it cannot be written; the old
   *     content is then still there
   */
  public void replace(Path path, byte[] content) {
    Path temporary = new Path(path.getParent(), "." + path.getName() + ".tmp");
    writing(
        path,
        () -> {
          try (FSDataOutputStream out = created(fileSystem(temporary), temporary)) {
            out.write(content);
            out.hsync();
          }
        });
    rename(temporary, path);
  }

  /** Moves a file or directory; a file already at the target is replaced in the same instant. */
  public void rename(Path source, Path target) {
    changing(
        target,
        files -> {
          if (files.getUri().getScheme().equals("file")) {
            Files.move(
                java.nio.file.Path.of(source.toUri().getPath()),
                java.nio.file.Path.of(target.toUri().getPath()),
                StandardCopyOption.ATOMIC_MOVE);
            return true;
          }
          try {
            FileContext.getFileContext(target.toUri(), hadoop)
                .rename(source, target, Options.Rename.OVERWRITE);
            return true;
          } catch (UnsupportedFileSystemException e) {
            files.delete(target, true);
            return files.rename(source, target);
          }
        });
  }

  /** Creates a directory and those above it. */
  public void makeDirectory(Path directory) {
    boolean made =
        changing(
            directory,
            files ->
                LocalFiles.serve(files)
                    ? LocalFiles.makeDirectory(files, directory)
                    : files.mkdirs(directory));
    if (!made) {
      throw cannotWrite(directory, new IOException("not a directory"));
    }
  }

  /** Deletes a file or a whole directory, if it is there. */
  public void delete(Path path) {
    changing(path, files -> files.delete(path, true));
  }

  /**
   * Deletes a directory if it is there and empty. Never deletes a file, not even one that is
   * written there at the same time.
   */
  public void deleteIfEmpty(Path directory) {
    if (!isDirectory(directory) || !list(directory).isEmpty()) {
      return;
    }
    boolean unused =
        changing(
            directory,
            files ->
                files instanceof RawLocalFileSystem
                    ? Files.deleteIfExists(java.nio.file.Path.of(directory.toUri().getPath()))
                    : files.delete(directory, false));
  }

  /**
   * Writes to a path, and translates the ways in which Hadoop reports a failure: {@code
   * IOException}, for a full local disk {@code FSError}, and, where a stream of HDFS is closed by a
   * {@code try} that failed to write to it, what Java makes of the same exception thrown twice.
   *
   * @throws TrainingException ({@link ErrorCode#CANNOT_WRITE}) if it fails
   */
  public static void writing(Path path, Writing writing) {
    try {
      writing.run();
    } catch (FSError e) {
      throw cannotWrite(path, new IOException(reason(e.getCause() == null ? e : e.getCause()), e));
    } catch (IOException e) {
      throw cannotWrite(path, e);
    } catch (IllegalArgumentException e) { // an exception cannot be suppressed by itself
      throw e.getCause() instanceof IOException twice ? cannotWrite(path, twice) : e;
    }
  }

  /** Returns the error for a failed write: the path, the system's reason and what to do. */
  private static TrainingException cannotWrite(Path path, IOException failure) {
    return new TrainingException(
        ErrorCode.CANNOT_WRITE,
        display(path) + ": cannot be written (" + reason(failure) + "). " + remedy(failure),
        failure);
  }

  /** HDFS's own reasons are known by their names only: other file systems lack the classes. */
  private static String remedy(IOException failure) {
    String kind =
        failure instanceof RemoteException remote
            ? remote.getClassName()
            : failure.getClass().getName();
    if (kind.endsWith("SafeModeException")) {
      return "Wait until the name node leaves safe mode, then resume the run.";
    }
    String space =
        kind.endsWith("QuotaExceededException") ? "Raise the quota, free space" : "Free space";
    return space + " there, or choose another place with --run-dir or output.";
  }

  /** Returns a path as users know it: local ones without their scheme. */
  public static String display(Path path) {
    return "file".equals(path.toUri().getScheme()) ? path.toUri().getPath() : path.toString();
  }

  private FileSystem fileSystem(Path path) throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    return files instanceof LocalFileSystem local ? local.getRaw() : files;
  }

  private static FSDataOutputStream created(FileSystem files, Path path) throws IOException {
    return LocalFiles.serve(files) ? LocalFiles.create(files, path) : files.create(path, true);
  }

  private <T> T reading(Path path, Operation<T> operation) {
    try {
      return operation.run(fileSystem(path));
    } catch (FileNotFoundException e) {
      throw new TrainingException(
          ErrorCode.INPUT_MISSING,
          display(path) + ": there is no such file or directory. Check the path.",
          e);
    } catch (IOException | UncheckedIOException e) {
      throw new TrainingException(
          ErrorCode.INPUT_MISSING,
          display(path)
              + ": cannot be read ("
              + reason(e)
              + "). Check the path and its permissions.",
          e);
    }
  }

  private <T> T changing(Path path, Operation<T> operation) {
    AtomicReference<T> result = new AtomicReference<>();
    writing(path, () -> result.set(operation.run(fileSystem(path))));
    return Objects.requireNonNull(result.get());
  }

  private static String reason(Throwable failure) {
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
