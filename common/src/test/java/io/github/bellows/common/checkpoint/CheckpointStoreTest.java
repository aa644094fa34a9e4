package io.github.bellows.common.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
  @TempDir java.nio.file.Path temporary;

  private final Storage storage = new Storage(new Configuration());
  private final List<String> skipped = new ArrayList<>();
  private java.nio.file.Path directory;
  private CheckpointStore store;

  @BeforeEach
  void createStore() {
    directory = temporary.resolve("checkpoints");
    store = new CheckpointStore(storage, storage.qualify(directory.toString()), 2);
  }

  private static Checkpoint at(long step) {
    return at(step, new RunState.Best(step - 1, 0.25, 3));
  }

  private static Checkpoint at(long step, RunState.Best best) {
    float[] parameters = {step, -0f, Float.MIN_VALUE, 1f / 3};
    float[][] slots = {{step + 1, 2, 3, 4}, {5, 6, 7, 8}};
    return checkpoint(RunState.of(step, "dense-7 adam sha", 0, best), parameters, slots);
  }

  private static Checkpoint checkpoint(RunState state, float[] parameters, float[]... slots) {
    Map<String, float[]> arrays = new LinkedHashMap<>();
    arrays.put(Checkpoint.PARAMETERS, parameters);
    for (int slot = 0; slot < slots.length; slot++) {
      arrays.put("slot" + slot, slots[slot]);
    }
    return new Checkpoint(state, arrays);
  }

  private List<String> entries() throws IOException {
    try (var entries = Files.list(directory)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private Checkpoint latest() {
    return store.latest(skipped::add).orElseThrow();
  }

  private static void assertSame(Checkpoint actual, Checkpoint expected) {
    assertThat(actual.state()).isEqualTo(expected.state());
    assertThat(actual.arrays()).containsOnlyKeys(expected.arrays().keySet());
    expected
        .arrays()
        .forEach((name, array) -> assertThat(actual.arrays().get(name)).isEqualTo(array));
  }

  @Test
  void givesBackTheSameBits() {
    Path saved = store.save(at(500));
    assertThat(saved.getName()).isEqualTo("step-0000000500");
    assertSame(latest(), at(500));
    assertThat(latest().parameters()[1]).isEqualTo(-0f);
    assertThat(skipped).isEmpty();
  }

  @Test
  void keepsStatesWithoutSlotsAndWithoutABestValue() {
    Checkpoint plain = checkpoint(RunState.of(0, "id", 0, null), new float[] {Float.NaN, 1});
    store.save(plain);
    assertSame(latest(), plain);
  }

  @Test
  void ordersElevenSlotsByNumber() {
    float[][] slots = new float[11][1];
    for (int i = 0; i < slots.length; i++) {
      slots[i][0] = i;
    }
    Checkpoint many = checkpoint(RunState.of(1, "id", 0, null), new float[1], slots);
    store.save(many);
    assertSame(latest(), many);
  }

  @Test
  void keepsTheNewestAndTheBest() throws IOException {
    store.saveBest(at(100));
    for (long step : new long[] {100, 200, 300, 10_000_000_000L}) {
      store.save(at(step));
    }
    store.saveBest(at(300));
    assertThat(entries()).containsExactly("best-0000000300", "step-0000000300", "step-10000000000");
    assertSame(latest(), at(10_000_000_000L));
    assertSame(store.best(skipped::add).orElseThrow(), at(300));
  }

  @Test
  void isEmptyBeforeTheFirstSave() {
    assertThat(store.latest(skipped::add)).isEmpty();
    assertThat(store.best(skipped::add)).isEmpty();
    assertThat(skipped).isEmpty();
  }

  @Test
  void leavesAnEqualCheckpointAlone() throws IOException {
    store.save(at(5));
    java.nio.file.Path arrays = directory.resolve("step-0000000005/arrays.safetensors");
    Object before = Files.readAttributes(arrays, "unix:ino,lastModifiedTime");
    store.save(at(5));
    assertThat(Files.readAttributes(arrays, "unix:ino,lastModifiedTime")).isEqualTo(before);
    assertThat(entries()).containsExactly("step-0000000005");
  }

  @Test
  void replacesADifferentCheckpointOfTheSameStep() throws IOException {
    store.save(at(4));
    store.save(at(5));
    Checkpoint other = at(5, new RunState.Best(5, 0.125, 0));
    store.save(other);
    assertThat(entries()).containsExactly("step-0000000004", "step-0000000005.1");
    assertSame(latest(), other);
    store.save(at(6));
    assertThat(entries()).containsExactly("step-0000000005.1", "step-0000000006");
  }

  @Test
  void passesOverATruncatedOne() throws IOException {
    store.save(at(1));
    store.save(at(2));
    java.nio.file.Path arrays = directory.resolve("step-0000000002/arrays.safetensors");
    byte[] bytes = Files.readAllBytes(arrays);
    Files.write(arrays, Arrays.copyOf(bytes, bytes.length - 1));
    assertSame(latest(), at(1));
    assertThat(skipped)
        .containsExactly(
            "Skipping checkpoint "
                + directory
                + "/step-0000000002: arrays.safetensors has "
                + (bytes.length - 1)
                + " bytes instead of "
                + bytes.length
                + ".");
    assertThat(entries()).contains("step-0000000002");
  }

  @Test
  void passesOverAnyFlippedByte() throws IOException {
    store.save(at(1));
    store.save(at(2));
    for (String name : new String[] {"arrays.safetensors", "state.json", "manifest.json"}) {
      java.nio.file.Path file = directory.resolve("step-0000000002").resolve(name);
      byte[] bytes = Files.readAllBytes(file);
      for (int i = 0; i < bytes.length; i++) {
        byte[] flipped = bytes.clone();
        flipped[i] ^= 0x08;
        Files.write(file, flipped);
        skipped.clear();
        // White space in the manifest may change without harm; then the checkpoint is sound.
        assertSame(latest(), at(skipped.isEmpty() ? 2 : 1));
        boolean harmless = name.equals("manifest.json") && Character.isWhitespace(bytes[i]);
        assertThat(skipped)
            .as("%s, byte %d", name, i)
            .hasSize(skipped.isEmpty() && harmless ? 0 : 1);
      }
      Files.write(file, bytes);
    }
  }

  @Test
  void passesOverOneWithoutManifestOrFile() throws IOException {
    store.save(at(1));
    store.save(at(2));
    store.save(at(3));
    Files.delete(directory.resolve("step-0000000003/manifest.json"));
    Files.delete(directory.resolve("step-0000000002/state.json"));
    assertThat(store.latest(skipped::add)).isEmpty();
    assertThat(skipped).hasSize(2);
    assertThat(skipped.get(0)).contains("step-0000000003: it has no manifest.json");
    assertThat(skipped.get(1)).contains("step-0000000002: state.json is missing");
  }

  @Test
  void savesOverADamagedOneOfTheSameStep() throws IOException {
    store.save(at(1));
    store.save(at(2));
    Files.writeString(directory.resolve("step-0000000002/state.json"), "{}");
    store.save(at(2));
    assertSame(latest(), at(2));
    assertThat(entries()).containsExactly("step-0000000001", "step-0000000002.1");
  }

  @Test
  void ignoresAndClearsWhatAKilledWriterLeft() throws IOException {
    store.save(at(1));
    java.nio.file.Path partial = Files.createDirectories(directory.resolve("step-0000000002"));
    Files.writeString(partial.resolve("arrays.safetensors"), "half");
    Files.writeString(partial.resolve(".manifest.json.tmp"), "{");
    Files.createDirectories(directory.resolve("step-0000000001.7"));
    Files.writeString(directory.resolve("notes.txt"), "mine");
    assertSame(latest(), at(1));
    assertThat(skipped).hasSize(2);
    store.save(at(3));
    assertThat(entries()).containsExactly("notes.txt", "step-0000000001", "step-0000000003");
  }

  @Test
  void refusesAStateOfANewerVersion() throws IOException {
    Checkpoint newer =
        checkpoint(new RunState(99, 7, "id", 0, null, null, null, null), new float[1]);
    store.save(newer);
    assertThatThrownBy(() -> store.latest(skipped::add))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
        .hasMessageContaining(
            "state.json version = 99: this version of Bellows reads versions up to");
  }

  @Test
  void saysThatItCannotWriteBelowAFile() throws IOException {
    Files.write(directory, "a file".getBytes(UTF_8));
    assertThatThrownBy(() -> store.save(at(1)))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANNOT_WRITE))
        .hasMessageContaining("cannot be written");
    assertThat(directory).hasContent("a file");
  }
}
