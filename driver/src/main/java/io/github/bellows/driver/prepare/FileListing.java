package io.github.bellows.driver.prepare;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Files of folder trees, as they were when they were listed: sorted by path, each once. Of each it
 * keeps what a fingerprint needs, and nothing of the content. Immutable.
 */
final class FileListing {
  private final List<Entry> entries;

  private FileListing(List<Entry> entries) {
    this.entries = entries;
  }

  /** A file: its path with scheme, length in bytes, and when it was changed, since 1970. */
  record Entry(String path, long length, long modifiedMillis) {
    /** Returns the name of the folder the file is in. */
    String folder() {
      return folderOf(path);
    }
  }

  /**
   * Lists the files beneath folders, at any depth. What begins with a dot is hidden and left out.
   *
   * @param paths folders, files, or globs of both
   * @param wanted whether a file of a name is listed
   * @throws TrainingException ({@link ErrorCode#INPUT_MISSING}) if a path matches nothing or cannot
   *     be listed
   */
  static FileListing of(Storage storage, List<String> paths, Predicate<String> wanted) {
    SortedMap<String, Entry> found = new TreeMap<>();
    for (String path : paths) {
      Path qualified = storage.qualify(path);
      try {
        FileSystem files = qualified.getFileSystem(storage.hadoop());
        FileSystem plain = files instanceof LocalFileSystem local ? local.getRaw() : files;
        FileStatus[] matches =
            plain.exists(qualified)
                ? new FileStatus[] {plain.getFileStatus(qualified)}
                : plain.globStatus(qualified);
        if (matches == null || matches.length == 0) {
          throw new FileNotFoundException(path);
        }
        for (FileStatus match : matches) {
          add(plain, match, wanted, found);
        }
      } catch (FileNotFoundException e) {
        throw new TrainingException(
            ErrorCode.INPUT_MISSING,
            Storage.display(qualified)
                + ": there is no such file or directory. Check the path of the source.",
            e);
      } catch (IOException e) {
        throw new TrainingException(
            ErrorCode.INPUT_MISSING,
            Storage.display(qualified)
                + ": cannot be listed ("
                + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                + "). Check the path and its permissions.",
            e);
      }
    }
    return new FileListing(List.copyOf(found.values()));
  }

  private static void add(
      FileSystem files, FileStatus status, Predicate<String> wanted, SortedMap<String, Entry> found)
      throws IOException {
    String name = status.getPath().getName();
    if (name.startsWith(".")) {
      return;
    }
    if (status.isDirectory()) {
      for (FileStatus child : files.listStatus(status.getPath())) {
        add(files, child, wanted, found);
      }
    } else if (wanted.test(name)) {
      String path = status.getPath().toString();
      found.put(path, new Entry(path, status.getLen(), status.getModificationTime()));
    }
  }

  /** Returns the name of the folder that a file is in. */
  static String folderOf(String path) {
    int end = path.lastIndexOf('/');
    return path.substring(path.lastIndexOf('/', end - 1) + 1, end);
  }

  /** Returns the files in the order of their paths. */
  List<Entry> entries() {
    return entries;
  }

  /** Returns the names of the folders that files are in, each once. */
  TreeSet<String> folders() {
    TreeSet<String> folders = new TreeSet<>();
    entries.forEach(entry -> folders.add(entry.folder()));
    return folders;
  }
}
