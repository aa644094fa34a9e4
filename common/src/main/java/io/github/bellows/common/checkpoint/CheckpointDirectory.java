package io.github.bellows.common.checkpoint;

import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/** The files of one checkpoint: {@code state.json}, {@code arrays.safetensors}, the manifest. */
final class CheckpointDirectory {
  private static final String KIND = "checkpoint";
  private static final String STATE = "state.json";
  private static final String ARRAYS = "arrays.safetensors";

  private final Storage storage;
  private final Path path;

  CheckpointDirectory(Storage storage, Path path) {
    this.storage = storage;
    this.path = path;
  }

  /** Returns whether the directory has a manifest: its writer came to its end. */
  boolean complete() {
    return storage.exists(new Path(path, Manifest.FILE_NAME));
  }

  /** Returns what is wrong with the directory, in sentences; empty if it can be read. */
  List<String> damage() {
    if (!complete()) {
      return List.of("it has no " + Manifest.FILE_NAME + ", so its writer did not finish");
    }
    Manifest manifest;
    try {
      manifest = Manifest.read(storage, path, KIND);
    } catch (TrainingException e) {
      return List.of(
          Manifest.FILE_NAME + " is damaged, or of a format that this version does not know");
    }
    return manifest.damage(storage, path);
  }

  /** Reads a checkpoint whose bytes have been verified. */
  Checkpoint read() {
    Path statePath = new Path(path, STATE);
    RunState state = RunState.fromJson(storage.read(statePath), Storage.display(statePath));
    try (Safetensors file = Safetensors.open(storage, new Path(path, ARRAYS))) {
      Map<String, float[]> arrays = new LinkedHashMap<>();
      for (String name : file.tensors().keySet()) {
        arrays.put(name, array(file, name));
      }
      return new Checkpoint(state, arrays);
    }
  }

  private static float[] array(Safetensors file, String name) {
    TensorInfo tensor = file.tensors().get(name);
    float[] values = new float[tensor == null ? 0 : Math.toIntExact(tensor.elements())];
    file.read(name, values, 0);
    return values;
  }

  /**
   * Writes a checkpoint in place of what is there. After a failure what was written is removed, if
   * that is possible; without a manifest no reader takes it for a checkpoint.
   */
  void write(Checkpoint checkpoint) {
    boolean done = false;
    try {
      storage.delete(path);
      DirectoryWriter writer = new DirectoryWriter(storage, path, KIND);
      writer.write(STATE, state(checkpoint));
      writer.write(ARRAYS, arrays(checkpoint));
      writer.finish();
      done = true;
    } finally {
      if (!done) {
        deleteIfPossible();
      }
    }
  }

  /** The failure that matters is already on its way to the caller. */
  private void deleteIfPossible() {
    try {
      storage.delete(path);
    } catch (TrainingException ignored) {
      // A later save of the same or a newer step removes it.
    }
  }

  /** Returns whether the directory is sound and holds exactly this checkpoint. */
  boolean holds(Checkpoint checkpoint) {
    if (!damage().isEmpty()) {
      return false;
    }
    Map<String, Manifest.FileEntry> files = Manifest.read(storage, path, KIND).files();
    OutputStream nowhere = OutputStream.nullOutputStream();
    try {
      return DirectoryWriter.entry(state(checkpoint), nowhere).equals(files.get(STATE))
          && DirectoryWriter.entry(arrays(checkpoint), nowhere).equals(files.get(ARRAYS));
    } catch (IOException e) {
      throw new IllegalStateException("writing to nowhere must not fail", e);
    }
  }

  private static DirectoryWriter.Content state(Checkpoint checkpoint) {
    return out -> out.write(checkpoint.state().toJson());
  }

  private static DirectoryWriter.Content arrays(Checkpoint checkpoint) {
    List<FlatTensor> arrays = new ArrayList<>();
    checkpoint.arrays().forEach((name, values) -> arrays.add(FlatTensor.of(name, values)));
    return out -> Safetensors.write(out, arrays, Map.of());
  }
}
