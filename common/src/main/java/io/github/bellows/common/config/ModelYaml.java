package io.github.bellows.common.config;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Loss;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.NamedLayer;
import io.github.bellows.common.model.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The description of a network as the text of a model directory's {@code model.yaml}. */
public final class ModelYaml {
  private ModelYaml() {}

  /** Returns a description as YAML, every option written; {@link #read} gives an equal one back. */
  public static String write(ModelSpec spec) {
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("input", spec.input().sizes());
    model.put("layers", spec.layers().stream().map(Layers::node).toList());
    model.put("loss", spec.loss().kind());
    return YamlText.write((Node.Mapping) Node.of(model));
  }

  /**
   * Returns the description a text holds.
   *
   * @param source what messages call the text, such as its path
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) with everything wrong with it
   */
  public static ModelSpec read(String text, String source) {
    Problems problems = new Problems();
    Reading reading = new Reading(problems);
    Node.Mapping mapping = YamlSource.read(text, source, problems);
    Section model = reading.section("", mapping, mapping.origin());
    if (model.given("input") == null) {
      model.reportMissing("input", "[1, 28, 28]");
    }
    Shape input = RunReader.input(model, null);
    List<NamedLayer> layers = Layers.read(model);
    Loss loss = RunReader.loss(model, Loss.CROSS_ENTROPY);
    reading.reportUnknownKeys();
    problems.throwIfAny();
    return new ModelSpec(input == null ? Shape.of(1) : input, layers, loss);
  }
}
