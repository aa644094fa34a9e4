package io.github.bellows.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills the writer, or fills the disk, at every change and within every write of a save. */
class CheckpointFaultTest {
  @TempDir java.nio.file.Path temporary;

  private final Configuration hadoop = MortalFileSystem.configuration();
  private final Storage storage = new Storage(hadoop);
  private final MortalFileSystem files = MortalFileSystem.of(hadoop);

  private Path directory(long name) {
    return new Path("mortal://" + temporary.resolve("run" + name));
  }

  private CheckpointStore store(Path directory) {
    return new CheckpointStore(storage, directory, 1);
  }

  private static Checkpoint at(long step) {
    return new Checkpoint(
        RunState.of(step, "id", 0, null),
        Map.of(Checkpoint.PARAMETERS, new float[] {step, 2}, "slot0", new float[] {3, step}));
  }

  private static float[] latest(CheckpointStore store) {
    return store.latest(skipped -> {}).orElseThrow().parameters();
  }

  /** Runs a save and returns whether it came to its end. */
  private static boolean survives(Runnable save) {
    try {
      save.run();
      return true;
    } catch (TrainingException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.CANNOT_WRITE);
      return false;
    }
  }

  @Test
  void aKilledWriterNeverCostsTheLastCheckpoint() {
    boolean finished = false;
    int deaths = 0;
    for (long units = 0; !finished; units++) {
      CheckpointStore store = store(directory(units));
      store.save(at(1));
      files.diesAfter(units);
      finished = survives(() -> store.save(at(2)));
      files.recovers();
      float[] found = latest(store);
      assertThat(found[0])
          .as("killed after %d", units)
          .isIn(finished ? List.of(2f) : List.of(1f, 2f));
      assertThat(found[1]).isEqualTo(2);
      store.save(at(2));
      assertThat(latest(store)[0]).isEqualTo(2);
      assertThat(storage.list(directory(units))).hasSize(1);
      deaths++;
    }
    assertThat(deaths).isGreaterThan(15);
  }

  @Test
  void aKilledWriterNeverCostsTheLastOneOfTheSameStep() {
    boolean finished = false;
    for (long units = 0; !finished; units++) {
      CheckpointStore store = store(directory(units));
      store.save(at(1));
      Checkpoint other =
          new Checkpoint(
              RunState.of(1, "id", 0, null), Map.of(Checkpoint.PARAMETERS, new float[] {9, 2}));
      files.diesAfter(units);
      finished = survives(() -> store.save(other));
      files.recovers();
      assertThat(latest(store)[0]).as("killed after %d", units).isIn(1f, 9f);
    }
  }

  @Test
  void aFullDiskLeavesTheOlderOneAndNoHalfOne() {
    boolean finished = false;
    for (long units = 0; !finished; units++) {
      Path directory = directory(units);
      CheckpointStore store = store(directory);
      store.save(at(1));
      files.fullAfter(units);
      finished = survives(() -> store.save(at(2)));
      files.recovers();
      assertThat(storage.list(directory).stream().map(Path::getName))
          .as("full after %d", units)
          .containsExactly(finished ? "step-0000000002" : "step-0000000001");
      assertThat(latest(store)[0]).isEqualTo(finished ? 2 : 1);
    }
  }

  @Test
  void aKilledWriterNeverCostsTheOldModel() throws IOException {
    float[] parameters = Golden.networkParameters();
    float[] others = parameters.clone();
    others[0] = 42;
    boolean finished = false;
    for (long units = 0; !finished; units++) {
      Path directory = new Path(directory(units), "model");
      write(directory, "old", parameters);
      files.diesAfter(units);
      finished = survives(() -> write(directory, "new", others));
      files.recovers();
      ModelDirectory found = ModelDirectory.open(storage, directory);
      boolean isNew = found.document(ModelDirectory.MODEL).equals("new");
      assertThat(found.parameters(Golden.networkLayout()))
          .as("killed after %d", units)
          .isEqualTo(isNew ? others : parameters);
      assertThat(isNew || !finished).isTrue();
      write(directory, "newer", others);
      assertThat(storage.list(directory.getParent()).stream().map(Path::getName))
          .containsExactly("model");
    }
  }

  private void write(Path directory, String text, float[] parameters) {
    ModelDirectory.write(
        storage, directory, Map.of(ModelDirectory.MODEL, text), Golden.networkLayout(), parameters);
  }

  /** Linux has a file on a full disk. Hadoop reports it as an Error, of all things. */
  @Test
  void aRealFullDiskIsAnErrorOfOurs() throws IOException {
    java.nio.file.Path full = java.nio.file.Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    java.nio.file.Path link = Files.createSymbolicLink(temporary.resolve("weights"), full);
    Path directory = storage.qualify(temporary.toString());
    DirectoryWriter writer = new DirectoryWriter(storage, directory, "test");
    assertThatThrownBy(() -> writer.write("weights", out -> out.write(new byte[100_000])))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANNOT_WRITE))
        .hasMessageContaining("No space left on device");
    Files.delete(link);
  }
}
