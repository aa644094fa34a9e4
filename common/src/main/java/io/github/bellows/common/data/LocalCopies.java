package io.github.bellows.common.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Copies of blocks in one local directory, no more than a number of bytes. Runs find each other's
 * copies there; those that were not used for the longest time make room for new ones. A copy may
 * disappear at any time: whoever needs it makes it again. Thread-safe.
 */
final class LocalCopies {
  private static final String PART = ".part";

  private final Path directory;
  private final long limit;
  private final Consumer<String> warnings;
  private final Map<Path, Runnable> used = new HashMap<>();
  private final Map<Path, Object> making = new HashMap<>();
  private long bytes = -1;
  private boolean warned;

  /** Writes the content of a copy. */
  @FunctionalInterface
  interface Content {
    void writeTo(Path file) throws IOException;
  }

  /**
   * A copy that is wanted.
   *
   * @param name beneath the directory
   * @param bytes its length
   * @param content writes it
   * @param onRemoval called if this copy makes room for another; whoever reads it may go on
   */
  record Wanted(String name, long bytes, Content content, Runnable onRemoval) {}

  /** A copy that could be used or removed. */
  private record Present(Path file, long bytes, FileTime time) {}

  LocalCopies(Path directory, long limit, Consumer<String> warnings) {
    this.warnings = warnings;
    this.directory = directory;
    this.limit = limit;
  }

  /**
   * Returns a copy, which is made if it is not there with its full length.
   *
   * @param replacing whether copies that this JVM uses make room, the oldest first
   * @return null if there is no room for it
   * @throws IOException if its content cannot be read
   */
  @Nullable Path get(Wanted wanted, boolean replacing) throws IOException {
    Path file = directory.resolve(wanted.name);
    synchronized (maker(file)) {
      if (!isWhole(file, wanted.bytes) && !make(file, wanted, replacing)) {
        return null;
      }
      use(file, wanted.onRemoval);
      return file;
    }
  }

  /** Removes a copy that is of no use. */
  void remove(Wanted wanted) throws IOException {
    Path file = directory.resolve(wanted.name);
    synchronized (this) {
      if (Files.deleteIfExists(file)) {
        bytes -= wanted.bytes;
      }
      used.remove(file);
    }
  }

  /** Takes note that this JVM no longer uses the copies in a folder beneath the directory. */
  synchronized void release(String folder) {
    used.keySet().removeIf(file -> file.startsWith(directory.resolve(folder)));
  }

  private synchronized Object maker(Path file) {
    return making.computeIfAbsent(file, path -> new Object());
  }

  private static boolean isWhole(Path file, long bytes) {
    try {
      return Files.size(file) == bytes;
    } catch (IOException e) {
      return false; // whether one can be made is seen when it is
    }
  }

  private boolean make(Path file, Wanted wanted, boolean replacing) throws IOException {
    if (!makeRoom(wanted.bytes, replacing)) {
      return false;
    }
    Path part;
    try {
      Files.createDirectories(file.getParent());
      part = Files.createTempFile(file.getParent(), file.getFileName().toString(), PART);
    } catch (IOException e) {
      giveUp(wanted, e);
      return false;
    }
    try {
      wanted.content.writeTo(part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (IOException | UncheckedIOException e) {
      if (Files.size(part) < wanted.bytes && part.toFile().getUsableSpace() < wanted.bytes) {
        giveUp(wanted, e);
        return false;
      }
      free(wanted.bytes);
      throw e;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void giveUp(Wanted wanted, Exception why) {
    free(wanted.bytes);
    synchronized (this) {
      if (!warned) {
        warnings.accept(directory + ": no copies of blocks are kept there any more (" + why + ")");
      }
      warned = true;
    }
  }

  private synchronized void free(long released) {
    bytes -= released;
  }

  private synchronized void use(Path file, Runnable onRemoval) {
    used.put(file, onRemoval);
    making.remove(file);
    try {
      Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis()));
    } catch (IOException e) {
      // It looks older than it is, and may have to be made again sooner.
    }
  }

  /** Counts so many bytes as taken, if there is room for them. */
  private synchronized boolean makeRoom(long needed, boolean replacing) throws IOException {
    if (needed > limit) {
      return false;
    }
    if (bytes < 0 || bytes + needed > limit) {
      List<Present> present = present();
      bytes = present.stream().mapToLong(Present::bytes).sum();
      for (Present copy : present) {
        if (bytes + needed > limit && (replacing || !used.containsKey(copy.file))) {
          removeOld(copy);
        }
      }
    }
    if (bytes + needed > limit) {
      return false;
    }
    bytes += needed;
    return true;
  }

  private void removeOld(Present copy) throws IOException {
    Files.deleteIfExists(copy.file);
    bytes -= copy.bytes;
    Runnable reader = used.remove(copy.file);
    if (reader != null) {
      reader.run();
    }
  }

  /** Returns what is there, the oldest first. */
  private List<Present> present() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .flatMap(file -> Stream.ofNullable(look(file)))
          .sorted(Comparator.comparing(Present::time).thenComparing(Present::file))
          .toList();
    }
  }

  private static @Nullable Present look(Path file) {
    try {
      return Files.isRegularFile(file) && !file.toString().endsWith(PART)
          ? new Present(file, Files.size(file), Files.getLastModifiedTime(file))
          : null;
    } catch (IOException e) {
      return null; // another JVM was faster
    }
  }
}
