package io.github.bellows.common.config;

import io.github.bellows.common.model.Dl4jModule;
import io.github.bellows.common.model.ModelInput;
import io.github.bellows.common.model.ModelOutput;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.ModuleReader;
import io.github.bellows.common.model.TorchScript;
import io.github.bellows.common.model.WholeNetwork;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes {@code model.torchscript}, which stands in place of {@code layers}; writes what
 * stands there for a {@link Dl4jModule}.
 */
final class ModuleSection {
  /** In a model directory alone: the file that the model was trained with. */
  private static final String DIGEST = "sha256";

  private ModuleSection() {}

  /** Returns the path of the file, or null if the network is made of layers. */
  static @Nullable String read(Section model) {
    model.refuse(
        Dl4jModule.KEY,
        "is a network of Deeplearning4j that trained natively, and no description of ours",
        "Open it with Deeplearning4j, or describe the network with layers");
    String file = model.optional(TorchScript.KEY, Rule.text(), TorchScript.FILE);
    if (file != null) {
      String rule = "does not go with " + TorchScript.KEY + ", whose file holds the network";
      model.refuse("layers", rule, "Keep one");
      model.refuse("initializer", "does not go with " + TorchScript.KEY, "Remove it");
    }
    return file;
  }

  /** Returns the description that a model directory keeps of a module. */
  static ModelSpec spec(
      Section model,
      String file,
      List<ModelInput> inputs,
      List<ModelOutput> outputs,
      ModuleReader modules) {
    String digest = model.optional(DIGEST, Rule.text(), "0000");
    TorchScript module = modules.read(file, inputs.stream().map(ModelInput::shape).toList());
    if (digest != null && !digest.equals(module.file().sha256())) {
      model.report(DIGEST, "is not that of " + file, "Use another copy of the model");
    }
    return module.spec(inputs, outputs);
  }

  /** Writes the keys in place of {@code layers}, and returns whether a network is a module. */
  static boolean write(ModelSpec spec, Map<String, Object> model) {
    WholeNetwork whole = WholeNetwork.in(spec);
    if (whole != null) {
      model.put(whole.kind(), whole.fileName());
      model.put(DIGEST, whole.file().sha256());
    }
    return whole != null;
  }
}
