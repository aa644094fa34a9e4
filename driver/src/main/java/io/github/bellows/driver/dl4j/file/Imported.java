package io.github.bellows.driver.dl4j.file;

import io.github.bellows.common.checkpoint.FlatTensor;
import io.github.bellows.common.checkpoint.Safetensors;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.dl4j.network.Description;
import io.github.bellows.driver.dl4j.translation.ParameterMap;
import io.github.bellows.driver.dl4j.translation.TrainingLimits;
import io.github.bellows.driver.dl4j.translation.Translated;
import io.github.bellows.driver.dl4j.translation.Translation;
import io.github.bellows.driver.dl4j.updater.Method;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.nd4j.linalg.api.buffer.DataType;

/** A network of a file of Deeplearning4j as one of ours, with its parameters. Immutable. */
public final class Imported {
  private final Dl4jFile file;
  private final Translated translated;
  private final Network network;

  private Imported(Dl4jFile file, Translated translated) {
    this.file = file;
    this.translated = translated;
    this.network = Network.of(translated.spec());
  }

  /**
   * Reads and translates a file.
   *
   * @param path of a zip or JSON, on any file system
   * @param inputs shapes by the input's name, where they do not follow from the file
   * @param naming how messages call the file and what gives shapes
   * @throws TrainingException if the file is missing ({@link ErrorCode#INPUT_MISSING}), something
   *     else ({@link ErrorCode#BAD_DATA}), or has parts without an equal here ({@link
   *     ErrorCode#CONFIGURATION}), all of which are named
   */
  public static Imported of(
      Storage storage, String path, Map<String, Shape> inputs, Naming naming) {
    Dl4jFile file = Dl4jFile.read(storage, path, naming.file());
    Description description = file.network().description();
    List<Shape> shapes = InputSizes.of(description, inputs, naming.inputs());
    List<Boolean> full = shapes.stream().map(shape -> false).toList();
    Translation translation = new Translation(description, shapes, full);
    Translated translated = translation.translate();
    requireNone(naming.file(), translation.problems());
    if (translated.spec().outputs().isEmpty()) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          naming.file(),
          "has no output layer, so there is no loss to train with",
          "Add an OutputLayer or a LossLayer, and save it again");
    }
    return new Imported(file, translated);
  }

  /**
   * What messages call things.
   *
   * @param file the file, such as its path
   * @param inputs what gives the shapes of inputs, such as {@code --input}
   */
  public record Naming(String file, String inputs) {}

  /** Refuses a file that has parts without an equal. */
  static void requireNone(String what, List<String> problems) {
    if (!problems.isEmpty()) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          what,
          "has parts without an equal here:\n  " + String.join("\n  ", problems),
          "Change them in Deeplearning4j, and save it again");
    }
  }

  /** Returns the description of the network. */
  public ModelSpec spec() {
    return translated.spec();
  }

  /** Returns, by layer, the tensors that theirs lacks: they are zeros and training leaves them. */
  public Map<String, List<String>> frozen() {
    return translated.frozen();
  }

  /** Returns whether the file holds parameters; if not, its own rules have drawn them. */
  public boolean trained() {
    return file.trained();
  }

  /** Returns how its own configuration trains it. */
  Method method() {
    return new Method(file.network(), translated, network.layout());
  }

  Dl4jFile file() {
    return file;
  }

  /** Returns the parameters as our flat vector. */
  public float[] parameters() {
    ParameterMap map = ParameterMap.of(translated, network.layout(), file.network());
    return map.ours(
        file.network().model().params().castTo(DataType.FLOAT).dup('c').data().asFloat());
  }

  /**
   * Writes the parameters as a safetensors file that {@code model.initialWeights} takes.
   *
   * @throws TrainingException ({@link ErrorCode#CANNOT_WRITE}) if it cannot be written
   */
  public void writeWeights(Storage storage, Path target) {
    List<FlatTensor> tensors = FlatTensor.of(network.layout(), parameters());
    Storage.writing(
        target,
        () -> {
          try (OutputStream out = storage.create(target)) {
            Safetensors.write(out, tensors, Map.of("format", "pt"));
          }
        });
  }

  /** Returns what a person should know of the import. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (!file.trained()) {
      notes.add("the file holds no parameters; these are drawn with its own seed and rules");
    }
    if (file.normalizer()) {
      notes.add("the file's normalizer is not imported; data.scale does the same");
    }
    TrainingLimits.of(file.network(), Long.MAX_VALUE)
        .forEach(limit -> notes.add("not imported: " + limit));
    return notes;
  }
}
