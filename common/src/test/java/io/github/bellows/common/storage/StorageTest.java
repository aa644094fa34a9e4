package io.github.bellows.common.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {
  @TempDir java.nio.file.Path directory;

  private final Storage storage = new Storage(new Configuration());

  @Test
  void replacesAFileAndLeavesNothingBesideIt() throws IOException {
    Path file = storage.qualify(directory.resolve("sub/status.json").toString());
    storage.replace(file, "old".getBytes(UTF_8));
    storage.replace(file, "new".getBytes(UTF_8));
    assertThat(new String(storage.read(file), UTF_8)).isEqualTo("new");
    try (var entries = Files.list(directory.resolve("sub"))) {
      assertThat(entries.map(p -> p.getFileName().toString())).containsExactly("status.json");
    }
  }

  @Test
  void deletesADirectoryOnlyIfItIsEmpty() throws IOException {
    java.nio.file.Path place = directory.resolve("place");
    Path qualified = storage.qualify(place.toString());
    storage.deleteIfEmpty(qualified); // there is none
    Files.writeString(Files.createDirectory(place).resolve("file"), "x");
    storage.deleteIfEmpty(qualified);
    assertThat(place.resolve("file")).hasContent("x");
    Files.delete(place.resolve("file"));
    storage.deleteIfEmpty(qualified);
    assertThat(place).doesNotExist();
  }

  @Test
  void namesAMissingFile() {
    Path file = storage.qualify(directory.resolve("absent.csv").toString());
    assertThatThrownBy(() -> storage.open(file))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_MISSING))
        .hasMessageContaining("absent.csv: there is no such file");
  }

  @Test
  void namesAPathThatCannotBeWritten() throws IOException {
    Files.writeString(directory.resolve("file"), "x");
    Path below = storage.qualify(directory.resolve("file/status.json").toString());
    assertThatThrownBy(() -> storage.replace(below, new byte[1]))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANNOT_WRITE))
        .hasMessageContaining("cannot be written");
    Path none = storage.qualify("/proc/none/status.json");
    assertThatThrownBy(() -> storage.create(none))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANNOT_WRITE))
        .hasMessageContaining("cannot be written (directory /proc/none cannot be made)");
  }

  /** As streams of HDFS do: closed after a write failed, they throw what the write threw. */
  @Test
  void aStreamThatThrowsTheSameTwiceIsAFailedWriteToo() {
    IOException full = new IOException("no room");
    Path file = storage.qualify(directory.resolve("x").toString());
    assertThatThrownBy(
            () ->
                Storage.writing(
                    file,
                    () -> {
                      try (AutoCloseable stream = thrower(full)) {
                        throw full;
                      } catch (IOException | RuntimeException e) {
                        throw e;
                      } catch (Exception e) {
                        throw new AssertionError(e);
                      }
                    }))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANNOT_WRITE))
        .hasMessage(
            directory.resolve("x")
                + ": cannot be written (no room). Free space there, or choose another place with"
                + " --run-dir or output.");
  }

  private static AutoCloseable thrower(IOException failure) {
    return () -> {
      throw failure;
    };
  }

  @Test
  void listsByNameAndToleratesAbsence() {
    storage.replace(storage.qualify(directory.resolve("b").toString()), new byte[0]);
    storage.replace(storage.qualify(directory.resolve("a").toString()), new byte[0]);
    assertThat(storage.list(storage.qualify(directory.toString())).stream().map(Path::getName))
        .containsExactly("a", "b");
    assertThat(storage.list(storage.qualify(directory.resolve("none").toString()))).isEmpty();
  }

  @Test
  void namesAnUnknownScheme() {
    assertThatThrownBy(() -> storage.qualify("nosuch://host/x"))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("nosuch://host/x");
  }
}
