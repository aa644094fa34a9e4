package io.github.bellows.driver.dl4j.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.dl4j.network.TheirNetwork;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;

/**
 * A file of theirs: what {@code ModelSerializer} writes, or a configuration as JSON.
 *
 * @param network with the parameters of the file; of a configuration, with those that its own seed
 *     and rules draw
 * @param trained whether the file holds parameters
 * @param normalizer whether the file holds a normalizer of features
 */
record Dl4jFile(TheirNetwork network, boolean trained, boolean normalizer) {
  private static final String FIX =
      "Give what ModelSerializer.writeModel wrote, or a configuration as its toJson() returns it";

  /**
   * Reads a file.
   *
   * @param what what messages call the file, such as its path
   * @throws TrainingException ({@link ErrorCode#INPUT_MISSING}) if there is none, ({@link
   *     ErrorCode#BAD_DATA}) if it is something else
   */
  static Dl4jFile read(Storage storage, String file, String what) {
    byte[] bytes = storage.read(storage.qualify(file));
    try {
      return isZip(bytes) ? zip(bytes, what) : json(new String(bytes, UTF_8), what);
    } catch (TrainingException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // theirs throw whatever a bad file leads to
      throw new TrainingException(
          ErrorCode.BAD_DATA, what + ": cannot be read (" + first(e) + "). " + FIX + ".", e);
    }
  }

  private static String first(Exception failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  private static boolean isZip(byte[] bytes) {
    return bytes.length > 1 && bytes[0] == 'P' && bytes[1] == 'K';
  }

  private static Dl4jFile zip(byte[] bytes, String what) throws IOException {
    Map<String, byte[]> entries = new HashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        boolean description = entry.getName().equals(ModelSerializer.CONFIGURATION_JSON);
        entries.put(entry.getName(), description ? zip.readAllBytes() : new byte[0]);
      }
    }
    byte[] description = entries.get(ModelSerializer.CONFIGURATION_JSON);
    if (description == null || !entries.containsKey(ModelSerializer.COEFFICIENTS_BIN)) {
      throw bad(what, "is a zip without a network of Deeplearning4j");
    }
    boolean normalizer =
        entries.containsKey(ModelSerializer.PREPROCESSOR_BIN)
            || entries.containsKey(ModelSerializer.NORMALIZER_BIN);
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    TheirNetwork network =
        isGraph(new String(description, UTF_8))
            ? new TheirNetwork.Graph(ModelSerializer.restoreComputationGraph(in, false))
            : new TheirNetwork.Layers(ModelSerializer.restoreMultiLayerNetwork(in, false));
    return new Dl4jFile(network, true, normalizer);
  }

  private static Dl4jFile json(String text, String what) {
    if (!text.stripLeading().startsWith("{")) {
      throw bad(what, "is neither a zip nor JSON");
    }
    if (isGraph(text)) {
      ComputationGraph graph = new ComputationGraph(ComputationGraphConfiguration.fromJson(text));
      graph.init();
      return new Dl4jFile(new TheirNetwork.Graph(graph), false, false);
    }
    if (!text.contains("\"confs\"")) {
      throw bad(what, "is JSON, but no configuration of Deeplearning4j");
    }
    MultiLayerNetwork layers = new MultiLayerNetwork(MultiLayerConfiguration.fromJson(text));
    layers.init();
    return new Dl4jFile(new TheirNetwork.Layers(layers), false, false);
  }

  private static boolean isGraph(String json) {
    return json.contains("\"vertexInputs\"");
  }

  private static TrainingException bad(String what, String rule) {
    return TrainingException.of(ErrorCode.BAD_DATA, what, rule, FIX);
  }
}
