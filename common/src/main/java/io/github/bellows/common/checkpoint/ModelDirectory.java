package io.github.bellows.common.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.model.WholeNetwork;
import io.github.bellows.common.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/**
 * A trained model on a file system: {@code model.yaml}, {@code preprocessing.json}, {@code
 * metrics.json}, {@code weights.safetensors} and, written last, {@code manifest.json}. Opening one
 * verifies every byte. Immutable.
 */
public final class ModelDirectory {
  /** The network's description. */
  public static final String MODEL = "model.yaml";

  /** What turns a row into features and an output into a label. */
  public static final String PREPROCESSING = "preprocessing.json";

  /** The figures the model reached in training. */
  public static final String METRICS = "metrics.json";

  /** The parameters, under PyTorch's names. */
  public static final String WEIGHTS = "weights.safetensors";

  private static final String KIND = "model";

  private final Storage storage;
  private final Path content;

  /**
   * What a model directory holds besides the parameters.
   *
   * @param documents texts by file name, such as {@link #MODEL}
   * @param files bytes by file name, such as that of a {@link WholeNetwork}
   */
  public record Content(Map<String, String> documents, Map<String, byte[]> files) {}

  /** Returns the files of a network: its own, if it came in one. */
  public static Map<String, byte[]> files(ModelSpec spec) {
    WholeNetwork whole = WholeNetwork.in(spec);
    return whole == null ? Map.of() : Map.of(whole.fileName(), whole.file().bytes());
  }

  private ModelDirectory(Storage storage, Path content) {
    this.storage = storage;
    this.content = content;
  }

  /**
   * Writes a model beside its place and then puts it there, so that a model already there stays
   * whole until this one is complete, and stays for good if anything fails.
   *
   * @param content all but the parameters
   * @param layout names and shapes of the tensors
   * @param parameters the flat vector, {@code layout.length()} elements
   * @throws TrainingException ({@link ErrorCode#CANNOT_WRITE}) if it cannot be written, or if
   *     something other than a model is there
   */
  public static void write(
      Storage storage,
      Path directory,
      Content content,
      ParameterLayout layout,
      float[] parameters) {
    Path fresh = beside(directory, "new");
    Path old = beside(directory, "old");
    boolean done = false;
    try {
      if (!storage.exists(directory) && storage.exists(old)) {
        storage.rename(old, directory);
      }
      refuseForeign(storage, directory);
      storage.delete(fresh);
      DirectoryWriter writer = new DirectoryWriter(storage, fresh, KIND);
      content.documents.forEach(
          (name, text) -> writer.write(name, out -> out.write(text.getBytes(UTF_8))));
      content.files.forEach((name, bytes) -> writer.write(name, out -> out.write(bytes)));
      List<FlatTensor> tensors = FlatTensor.of(layout, parameters);
      writer.write(WEIGHTS, out -> Safetensors.write(out, tensors, Map.of("format", "pt")));
      writer.finish();
      swap(storage, directory, fresh, old);
      done = true;
    } finally {
      if (!done) {
        deleteIfPossible(storage, fresh);
      }
    }
  }

  /** Writes a model that has texts only; see the other method. */
  public static void write(
      Storage storage,
      Path directory,
      Map<String, String> documents,
      ParameterLayout layout,
      float[] parameters) {
    write(storage, directory, new Content(documents, Map.of()), layout, parameters);
  }

  /** No file system renames over a full directory, so the old model steps aside first. */
  private static void swap(Storage storage, Path directory, Path fresh, Path old) {
    if (!storage.exists(directory)) {
      storage.rename(fresh, directory);
      return;
    }
    storage.delete(old);
    storage.rename(directory, old);
    try {
      storage.rename(fresh, directory);
    } catch (TrainingException e) {
      storage.rename(old, directory);
      throw e;
    }
    storage.delete(old);
  }

  /** Nothing that is not ours to replace is replaced. */
  private static void refuseForeign(Storage storage, Path directory) {
    if (storage.exists(directory)
        && !storage.exists(new Path(directory, Manifest.FILE_NAME))
        && !storage.list(directory).isEmpty()) {
      throw TrainingException.of(
          ErrorCode.CANNOT_WRITE,
          Storage.display(directory),
          "something that is not a model is there, and will not be replaced",
          "Move it away, or choose another place");
    }
  }

  /** The failure that matters is already on its way to the caller. */
  private static void deleteIfPossible(Storage storage, Path path) {
    try {
      storage.delete(path);
    } catch (TrainingException ignored) {
      // The next write removes it.
    }
  }

  private static Path beside(Path directory, String suffix) {
    return new Path(directory.getParent(), "." + directory.getName() + "." + suffix);
  }

  /**
   * Opens a model and verifies every byte of it. If a writer was killed in the instant between
   * moving the old model aside and the new one in, this is the old one.
   *
   * @throws TrainingException ({@link ErrorCode#INPUT_MISSING}) if there is no model directory,
   *     ({@link ErrorCode#BAD_DATA}) naming each missing, short or damaged file
   */
  public static ModelDirectory open(Storage storage, Path directory) {
    Path old = beside(directory, "old");
    Path content = !storage.exists(directory) && storage.exists(old) ? old : directory;
    if (!storage.exists(new Path(content, Manifest.FILE_NAME))) {
      throw TrainingException.of(
          ErrorCode.INPUT_MISSING,
          Storage.display(directory),
          "is not a model directory (it has no " + Manifest.FILE_NAME + ")",
          "Give the directory named model in the directory of a finished run");
    }
    Manifest manifest = Manifest.read(storage, content, KIND);
    List<String> wanted = new ArrayList<>(List.of(MODEL, WEIGHTS));
    wanted.removeAll(manifest.files().keySet());
    if (!wanted.isEmpty()) {
      throw TrainingException.of(
          ErrorCode.BAD_DATA,
          Storage.display(new Path(content, Manifest.FILE_NAME)),
          "does not list " + String.join(", ", wanted),
          "Use another copy of the directory");
    }
    manifest.verify(storage, content);
    return new ModelDirectory(storage, content);
  }

  /**
   * Returns the text of one of the model's documents.
   *
   * @throws TrainingException ({@link ErrorCode#INPUT_MISSING}) if the model has no such document
   */
  public String document(String name) {
    return new String(storage.read(new Path(content, name)), UTF_8);
  }

  /**
   * Returns the bytes of one of the model's files.
   *
   * @throws TrainingException ({@link ErrorCode#INPUT_MISSING}) if the model has no such file
   */
  public byte[] file(String name) {
    return storage.read(new Path(content, name));
  }

  /**
   * Returns the parameters as a flat vector of {@code layout.length()} elements.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if the weights are not those of the
   *     layout
   */
  public float[] parameters(ParameterLayout layout) {
    return InitialWeights.read(storage, new Path(content, WEIGHTS), layout);
  }
}
