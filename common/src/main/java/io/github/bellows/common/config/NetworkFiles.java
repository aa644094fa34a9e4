package io.github.bellows.common.config;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.Shape;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Describes the networks in files of Deeplearning4j that configurations name. */
@FunctionalInterface
public interface NetworkFiles {
  /** For places where no such file can be read. */
  NetworkFiles NONE =
      (file, inputs) -> {
        throw TrainingException.of(
            ErrorCode.CONFIGURATION,
            "model.dl4j = " + file,
            "cannot be read here",
            "Make layers and weights of it with 'bellows import', and name those");
      };

  /**
   * Returns the network of a file.
   *
   * @param file as the configuration names it
   * @param inputs shapes that the configuration gives, by name; the empty text for the only one
   * @throws TrainingException if there is no such file, or it has parts without an equal here
   */
  Described read(String file, Map<String, Shape> inputs);

  /**
   * A network from a file.
   *
   * @param spec its description
   * @param frozen by layer: tensors that training leaves as they are
   * @param weights path of its parameters as a safetensors file; null to draw them
   */
  record Described(ModelSpec spec, Map<String, List<String>> frozen, @Nullable String weights) {}
}
