package io.github.bellows.common.config;

import io.github.bellows.common.drawn.DrawnFormat;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.initial.Initializer;
import io.github.bellows.common.model.ModelInput;
import io.github.bellows.common.model.ModelOutput;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.ModuleReader;
import io.github.bellows.common.model.NamedLayer;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code model:}. */
final class ModelReader {
  private static final List<Integer> IMAGE = List.of(1, 28, 28);
  private static final List<Integer> COLOURS = List.of(3, 64, 64);

  /** In a model directory alone; a run's configuration says it with {@code data.length}. */
  private static final String VARIABLE_LENGTH = "variableLength";

  private ModelReader() {}

  static ModelConfig read(Section model, DataConfig data) {
    SourceConfig train = data.train();
    List<Integer> images = ImagesReader.shape(train);
    boolean unknown = train.format().equals("idx") || ImagesReader.isImages(train);
    if (unknown && images == null && model.given("input") == null) {
      if (model.given("inputs") == null) {
        model.reportMissing("input", (ImagesReader.isImages(train) ? COLOURS : IMAGE).toString());
      }
    }
    DrawnFormat drawn = DrawnFormat.of(train.format());
    List<Integer> standard = drawn == null ? images : drawn.shape().sizes();
    List<ModelInput> inputs = inputs(model, standard, data.length() != null);
    Initializer initializer = Initializers.optional(model, "initializer");
    String module = ModuleSection.read(model);
    // What it names is here by now, in the keys beside it.
    model.optional(NetworkFileKeys.KEY, Rule.text(), "network.zip");
    List<NamedLayer> layers = module == null ? Layers.read(model, initializer) : List.of();
    List<ModelOutput> outputs = new OutputReader(model, layers, data.labels()).read();
    String weights = model.optional("initialWeights", Rule.text(), "weights.safetensors");
    if (inputs != null && !layers.isEmpty() && model.reading().problems().isEmpty()) {
      checkNetwork(model, new ModelSpec(inputs, layers, outputs));
    }
    return new ModelConfig(inputs, layers, outputs, weights, module);
  }

  /** Returns a network that comes from elsewhere, and puts it down as {@code model}. */
  static ModelConfig given(Section root, ModelSpec network) {
    root.record("model", null, () -> Node.of(write(network)));
    return new ModelConfig(network.inputs(), network.layers(), network.outputs(), null);
  }

  /** Reads the description of a network alone, as a model directory keeps it. */
  static ModelSpec readSpec(Section model, ModuleReader modules) {
    if (model.given("input") == null && model.given("inputs") == null) {
      model.reportMissing("input", IMAGE.toString());
    }
    boolean variable = model.get(VARIABLE_LENGTH, Rule.flag(), false);
    List<ModelInput> inputs = inputs(model, null, variable);
    String module = ModuleSection.read(model);
    List<NamedLayer> layers = module == null ? Layers.read(model, null) : List.of();
    List<ModelOutput> outputs = new OutputReader(model, layers, List.of()).read();
    List<ModelInput> given = inputs == null ? List.of(ModelInput.only(Shape.of(1))) : inputs;
    return module == null
        ? new ModelSpec(given, layers, outputs)
        : ModuleSection.spec(model, module, given, outputs, modules);
  }

  /**
   * Reads {@code input} or {@code inputs}; null if both were left out and there is no default.
   *
   * @param variable whether samples of the first input have lengths of their own
   */
  private static @Nullable List<ModelInput> inputs(
      Section model, @Nullable List<Integer> standard, boolean variable) {
    Section several = model.optionalSection("inputs");
    if (several == null) {
      Shape shape = shape(model, "input", standard);
      return shape == null ? null : List.of(new ModelInput(ModelInput.DEFAULT, shape, variable));
    }
    model.refuse("input", "does not go with inputs, which name several", "Keep one");
    List<ModelInput> inputs = new ArrayList<>();
    for (String name : several.givenKeys()) {
      Shape shape = shape(several, name, IMAGE);
      if (Layers.NAMES.read(Node.of(name)) == null) {
        several.report(name, "the name " + Layers.NAMES.must(), "Write for example image");
      } else if (shape != null) {
        inputs.add(new ModelInput(name, shape, variable && inputs.isEmpty()));
      }
    }
    if (several.givenKeys().isEmpty()) {
      model.report("inputs", "names no input", "Write for example {image: " + IMAGE + "}");
    }
    return inputs.isEmpty() ? null : inputs;
  }

  private static @Nullable Shape shape(
      Section section, String key, @Nullable List<Integer> standard) {
    List<Integer> sizes = section.list(key, Rule.wholeNumber(1), standard, IMAGE);
    if (sizes == null) {
      return null;
    }
    if (sizes.isEmpty()) {
      section.report(key, "must have at least one size", "Write for example " + IMAGE);
      return new Shape(IMAGE);
    }
    double elements = sizes.stream().mapToDouble(Integer::doubleValue).reduce(1, (a, b) -> a * b);
    if (elements > Integer.MAX_VALUE) {
      section.report(key, "must have at most 2147483647 elements", "Write for example " + IMAGE);
      return new Shape(IMAGE);
    }
    return new Shape(sizes);
  }

  /** Reports what {@link Network} finds, which knows the layer but not the line. */
  private static void checkNetwork(Section model, ModelSpec spec) {
    try {
      var unused = Network.of(spec);
    } catch (TrainingException e) {
      String message = String.valueOf(e.getMessage());
      model.reading().problems().add(message, origin(model, spec, message));
    }
  }

  /** Returns where what a message begins with was given: a layer, outputs, loss, or the layers. */
  private static Origin origin(Section model, ModelSpec spec, String message) {
    Node layers = model.given("layers");
    if (layers instanceof Node.Sequence list) {
      // From the end: of two layers of one name the second is the one that is refused.
      for (int i = Math.min(list.elements().size(), spec.layers().size()) - 1; i >= 0; i--) {
        if (message.startsWith("model.layers." + spec.layers().get(i).name() + " (")) {
          return list.elements().get(i).origin();
        }
      }
    }
    boolean ofOutputs = message.startsWith("model.outputs") || message.startsWith("model.loss");
    Node outputs = model.given(model.given("outputs") == null ? "loss" : "outputs");
    Node other = outputs != null && ofOutputs ? outputs : layers;
    return other == null ? model.where() : other.origin();
  }

  /** Returns a description as keys and values. */
  static Map<String, Object> write(ModelSpec spec) {
    Map<String, Object> model = new LinkedHashMap<>();
    if (spec.inputs().size() == 1 && spec.inputs().get(0).name().equals(ModelInput.DEFAULT)) {
      model.put("input", spec.input().sizes());
    } else {
      Map<String, Object> inputs = new LinkedHashMap<>();
      spec.inputs().forEach(input -> inputs.put(input.name(), input.shape().sizes()));
      model.put("inputs", inputs);
    }
    if (spec.inputs().get(0).variableLength()) {
      model.put(VARIABLE_LENGTH, true);
    }
    if (!ModuleSection.write(spec, model)) {
      model.put("layers", spec.layers().stream().map(Layers::node).toList());
    }
    if (spec.outputs().equals(List.of(ModelSpec.last(spec.layers(), spec.loss())))) {
      model.put("loss", Losses.node(spec.loss()));
    } else {
      model.put("outputs", spec.outputs().stream().map(OutputReader::write).toList());
    }
    return model;
  }
}
