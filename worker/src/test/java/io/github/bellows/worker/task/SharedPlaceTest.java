package io.github.bellows.worker.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.worker.task.ExecutorReport.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class SharedPlaceTest {
  @TempDir Path directory;

  private final Storage storage = new Storage(new Configuration());

  private SharedPlace mark(String name) {
    return SharedPlace.mark(
        storage, "data.prepared", storage.qualify(directory.resolve(name).toString()));
  }

  private static long files(Path place) throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      return files.count();
    }
  }

  @Test
  void aPlaceThatBothHave() throws IOException {
    SharedPlace place = mark("new");
    assertThat(files(directory.resolve("new"))).isEqualTo(1);
    assertThat(place.trouble(storage)).isEmpty();
    assertThat(files(directory.resolve("new"))).as("the marker").isEqualTo(1);
    place.clear(storage, false);
    assertThat(directory.resolve("new")).doesNotExist();
  }

  @Test
  void whatWasThereStays() throws IOException {
    Path used = Files.createDirectory(directory.resolve("used"));
    mark("used").clear(storage, true);
    assertThat(used).isEmptyDirectory();
    SharedPlace place = mark("used");
    Files.writeString(used.resolve("block"), "somebody else's");
    place.clear(storage, false);
    assertThat(used.resolve("block")).hasContent("somebody else's");
  }

  @Test
  void aPlaceThatIsNotTheDrivers() throws IOException {
    SharedPlace place = mark("other");
    Path marker = directory.resolve("other").resolve(place.marker());
    Files.writeString(marker, "another");
    assertTrouble(place.trouble(storage), "reads another file there");
    Files.delete(marker);
    assertTrouble(place.trouble(storage), "does not see what the driver has just written there (");
  }

  private void assertTrouble(Optional<Trouble> found, String rule) {
    assertThat(found)
        .hasValueSatisfying(
            trouble -> {
              assertThat(trouble.what()).isEqualTo("data.prepared = " + directory.resolve("other"));
              assertThat(trouble.code()).isEqualTo(ErrorCode.INPUT_MISSING);
              assertThat(trouble.rule()).startsWith(rule);
            });
  }

  /** Prepared data of somebody else is read only, and may be used all the same. */
  @Test
  void aPlaceWhereTheDriverCannotWriteIsNotTriedOut() throws IOException {
    Files.writeString(directory.resolve("file"), "no directory");
    SharedPlace place = mark("file");
    assertThat(place.marker()).isEmpty();
    assertThat(place.trouble(storage)).isEmpty();
    place.clear(storage, true);
    assertThat(directory.resolve("file")).hasContent("no directory");
  }
}
