package io.github.bellows.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.TorchScript;
import io.github.bellows.common.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDirectoryTest {
  @TempDir java.nio.file.Path temporary;

  private final Storage storage = new Storage(new Configuration());

  private java.nio.file.Path local() {
    return temporary.resolve("model");
  }

  private Path model() {
    return storage.qualify(local().toString());
  }

  private void write(String yaml) throws IOException {
    ModelDirectory.write(
        storage,
        model(),
        Map.of(
            ModelDirectory.MODEL, yaml,
            ModelDirectory.PREPROCESSING, "{\"labels\":[\"α\"]}",
            ModelDirectory.METRICS, "{}"),
        Golden.networkLayout(),
        Golden.networkParameters());
  }

  private void assertFails(ErrorCode code, String message) {
    assertThatThrownBy(() -> ModelDirectory.open(storage, model()))
        .isInstanceOfSatisfying(TrainingException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(local().toString())
        .hasMessageContaining(message);
  }

  @Test
  void givesBackDocumentsAndParameters() throws IOException {
    write("layers: []");
    ModelDirectory opened = ModelDirectory.open(storage, model());
    assertThat(opened.document(ModelDirectory.MODEL)).isEqualTo("layers: []");
    assertThat(opened.document(ModelDirectory.PREPROCESSING)).isEqualTo("{\"labels\":[\"α\"]}");
    assertThat(opened.parameters(Golden.networkLayout())).isEqualTo(Golden.networkParameters());
    assertThat(local().resolve("weights.safetensors"))
        .hasBinaryContent(Golden.bytes("network.safetensors"));
  }

  @Test
  void holdsFilesOfBytesUnderTheirDigest() throws IOException {
    byte[] module = {0, -1, 'P', 'K'};
    ModelDirectory.write(
        storage,
        model(),
        new ModelDirectory.Content(
            Map.of(ModelDirectory.MODEL, "x"), Map.of(TorchScript.FILE, module)),
        Golden.networkLayout(),
        Golden.networkParameters());
    assertThat(ModelDirectory.open(storage, model()).file(TorchScript.FILE)).isEqualTo(module);
    Files.write(local().resolve("module.pt"), new byte[] {0, -1, 'P', 'L'});
    assertFails(ErrorCode.BAD_DATA, "module.pt");
  }

  @Test
  void replacesAnOlderModelAndLeavesNothingBeside() throws IOException {
    write("old");
    write("new");
    assertThat(ModelDirectory.open(storage, model()).document(ModelDirectory.MODEL))
        .isEqualTo("new");
    try (var entries = Files.list(temporary)) {
      assertThat(entries).containsExactly(local());
    }
  }

  @Test
  void neverReplacesWhatIsNoModel() throws IOException {
    Files.createDirectories(local());
    Files.writeString(local().resolve("thesis.txt"), "years of work");
    assertThatThrownBy(() -> write("new"))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANNOT_WRITE))
        .hasMessageContaining("something that is not a model is there");
    assertThat(local().resolve("thesis.txt")).hasContent("years of work");
    try (var entries = Files.list(temporary)) {
      assertThat(entries).containsExactly(local());
    }
  }

  @Test
  void readsTheOldModelWhereAWriterDiedBetweenTheTwoMoves() throws IOException {
    write("old");
    Files.move(local(), temporary.resolve(".model.old"));
    assertThat(ModelDirectory.open(storage, model()).document(ModelDirectory.MODEL))
        .isEqualTo("old");
  }

  @Test
  void namesWhatIsNoModel() throws IOException {
    assertFails(ErrorCode.INPUT_MISSING, "is not a model directory");
    Files.createDirectories(local());
    assertFails(ErrorCode.INPUT_MISSING, "is not a model directory");
    Files.delete(local());
    Files.writeString(local(), "a file");
    assertFails(ErrorCode.INPUT_MISSING, "is not a model directory");
  }

  @Test
  void namesEveryDamagedFile() throws IOException {
    write("layers: []");
    Files.writeString(local().resolve("model.yaml"), "layers: {}");
    Files.writeString(local().resolve("metrics.json"), "{");
    Files.delete(local().resolve("preprocessing.json"));
    assertFails(
        ErrorCode.BAD_DATA,
        "metrics.json has 1 bytes instead of 2; model.yaml is damaged: its sha256 is not the one in"
            + " manifest.json; preprocessing.json is missing");
  }

  @Test
  void refusesAManifestItCannotTrust() throws IOException {
    write("layers: []");
    java.nio.file.Path manifest = local().resolve("manifest.json");
    String sound = Files.readString(manifest);
    Files.writeString(manifest, sound.replace("\"model\"", "\"checkpoint\""));
    assertFails(ErrorCode.BAD_DATA, "does not describe a model");
    Files.writeString(manifest, sound.replace("\"format\" : 1", "\"format\" : 2"));
    assertFails(ErrorCode.BAD_DATA, "format = 2: this version of Bellows reads formats up to 1");
    Files.writeString(manifest, sound.replace("weights.safetensors", "weights"));
    assertFails(ErrorCode.BAD_DATA, "does not list weights.safetensors");
    for (String broken : new String[] {"", "null", "[]", "{}", sound.substring(0, 80)}) {
      Files.writeString(manifest, broken);
      assertFails(ErrorCode.BAD_DATA, "manifest.json");
    }
  }
}
