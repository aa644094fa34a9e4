package io.github.bellows.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.LoadedConfig;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.train.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class RunDirectoriesTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-20T23:30:05Z"), ZoneId.of("Asia/Tokyo"));

  @TempDir Path directory;

  private final Storage storage = new Storage(new Configuration());

  private LoadedConfig config() {
    return ConfigLoader.load(
        "digits.yaml",
        """
        data:
          train: { format: digits }
        model:
          layers: [flatten, dense: { units: 10 }]
        """,
        Map.of(),
        List.of("output=" + directory.resolve("runs")));
  }

  private String created() {
    return RunDirectories.create(storage, config(), null, CLOCK).path().toUri().getPath();
  }

  @Test
  void namesADirectoryByRunAndLocalTime() {
    String expected = directory.resolve("runs/digits-20261121-083005").toString();
    assertThat(created()).isEqualTo(expected);
    assertThat(created()).as("in the same second").isEqualTo(expected + "-2");
    assertThat(created()).isEqualTo(expected + "-3");
    assertThat(Path.of(expected, "config.yaml")).isRegularFile();
  }

  @Test
  void keepsTheConfigurationWithItsOrigins() throws IOException {
    RunDirectory run = RunDirectories.create(storage, config(), at("x"), CLOCK);
    String kept = Files.readString(directory.resolve("x/config.yaml"));
    assertThat(kept).isEqualTo(config().resolvedYaml()).contains("# --set", "# default");
    assertThat(ConfigLoader.load("again.yaml", kept, Map.of(), List.of()).config())
        .isEqualTo(config().config());
    assertThat(RunDirectories.open(storage, at("x"))).isEqualTo(run);
  }

  private String at(String name) {
    return directory.resolve(name).toString();
  }

  @Test
  void takesADirectoryThatHoldsOtherThings() throws IOException {
    Files.createDirectories(directory.resolve("x"));
    Files.writeString(directory.resolve("x/status.json"), "{\"state\": \"failed\"}");
    RunDirectories.create(storage, config(), at("x"), CLOCK);
    assertThat(directory.resolve("x/config.yaml")).exists();
  }

  @Test
  void refusesADirectoryThatHoldsARun() throws IOException {
    Files.createDirectories(directory.resolve("x"));
    Files.writeString(directory.resolve("x/config.yaml"), "mine");
    assertThatThrownBy(() -> RunDirectories.create(storage, config(), at("x"), CLOCK))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessage(
            "--run-dir = %s: holds a run already. Continue it with 'bellows resume %s', or choose"
                + " another directory.",
            at("x"), at("x"));
    assertThat(Files.readString(directory.resolve("x/config.yaml"))).isEqualTo("mine");
  }

  @Test
  void opensOnlyADirectoryOfARun() throws IOException {
    for (String name : List.of("empty", "absent")) {
      assertThatThrownBy(() -> RunDirectories.open(storage, at(name)))
          .isInstanceOfSatisfying(
              TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_MISSING))
          .hasMessage(
              "run directory %s: holds no config.yaml, so no run was started there. Start one with"
                  + " 'bellows train CONF --run-dir %s'.",
              at(name), at(name));
      Files.createDirectories(directory.resolve("empty"));
    }
  }

  @Test
  void namesAPlaceThatIsAFile() throws IOException {
    Files.writeString(directory.resolve("x"), "a file");
    assertThatThrownBy(() -> RunDirectories.create(storage, config(), at("x"), CLOCK))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANNOT_WRITE))
        .hasMessageContaining("x/config.yaml: cannot be written (");
  }
}
