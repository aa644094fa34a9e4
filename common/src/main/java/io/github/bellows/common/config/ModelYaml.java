package io.github.bellows.common.config;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.ModuleReader;

/** The description of a network as the text of a model directory's {@code model.yaml}. */
public final class ModelYaml {
  private ModelYaml() {}

  /** Returns a description as YAML, every option written; {@link #read} gives an equal one back. */
  public static String write(ModelSpec spec) {
    return YamlText.write((Node.Mapping) Node.of(ModelReader.write(spec)));
  }

  /**
   * Returns the description a text holds.
   *
   * @param source what messages call the text, such as its path
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) with everything wrong with it
   */
  public static ModelSpec read(String text, String source) {
    return read(text, source, ModuleReader.NONE);
  }

  /**
   * Returns the description a text holds, which may be a TorchScript module.
   *
   * @param source what messages call the text, such as its path
   * @param modules finds the module's file
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) with everything wrong with it; or
   *     what {@code modules} throws
   */
  public static ModelSpec read(String text, String source, ModuleReader modules) {
    Problems problems = new Problems();
    Reading reading = new Reading(problems);
    Node.Mapping mapping = YamlSource.read(text, source, problems);
    Section model = reading.section("", mapping, mapping.origin());
    ModelSpec spec = ModelReader.readSpec(model, modules);
    reading.reportUnknownKeys();
    problems.throwIfAny();
    return spec;
  }
}
