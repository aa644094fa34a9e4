package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.initial.Stored;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.ModuleFile;
import io.github.bellows.common.model.ModuleReader;
import io.github.bellows.common.model.NamedLayer;
import io.github.bellows.common.model.ParameterSpec;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.TorchScript;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModuleSectionTest {
  private static final String CONFIG =
      """
      data:
        train: { format: digits }
      model:
      """;

  /** Returns a module of as many outputs as its file's name says. */
  private static final ModuleReader MODULES =
      (file, inputs) ->
          new TorchScript(
              new ModuleFile(new byte[] {1}),
              inputs,
              List.of(new ParameterSpec("w", Shape.of(1), new Stored(new float[] {1}), 1, 1)),
              List.of(),
              file.startsWith("two") ? List.of(Shape.of(2), Shape.of(3)) : List.of(Shape.of(10)),
              false);

  private static ModelConfig model(String keys) {
    return Configs.load(CONFIG + keys.indent(2)).model();
  }

  @Test
  void aFileStandsInPlaceOfTheLayers() {
    ModelConfig model = model("torchscript: hdfs:///models/net.pt");
    assertThat(model.torchscript()).isEqualTo("hdfs:///models/net.pt");
    ModelSpec spec = model.spec(Shape.of(1, 28, 28), false, MODULES);
    assertThat(TorchScript.in(spec)).isNotNull();
    assertThat(spec.outputs().get(0).layer()).isEqualTo("module");
  }

  @Test
  void layersNextToItAreRefused() {
    assertThatThrownBy(() -> model("torchscript: net.pt\nlayers: [flatten]\ninitializer: heNormal"))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("model.layers = [flatten]: does not go with torchscript, whose file")
        .hasMessageContaining("model.initializer = heNormal: does not go with torchscript.");
  }

  @Test
  void withNeitherTheMessageNamesBoth() {
    assertThatThrownBy(() -> model("loss: crossEntropy"))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining(
            "model.layers: is required. Write for example layers: [flatten, dense: {units: 10}], or"
                + " torchscript: FILE.");
  }

  @Test
  void outputsNameTheTensorsInOrder() {
    ModelSpec spec =
        model("torchscript: two.pt\noutputs: [{layer: a}, {layer: b, weight: 0.5, label: label}]")
            .spec(Shape.of(1, 28, 28), false, MODULES);
    assertThat(spec.layers().stream().map(NamedLayer::name)).containsExactly("module", "a", "b");
    assertThat(spec.outputs().get(1).weight()).isEqualTo(0.5);
    assertThat(
            ModelYaml.read(ModelYaml.write(spec), "model.yaml", (f, i) -> MODULES.read("two", i)))
        .isEqualTo(spec);
  }

  @Test
  void aModelDirectoryNamesItsOwnCopyAndTheDigest() {
    ModelSpec spec = model("torchscript: /tmp/net.pt").spec(Shape.of(1, 28, 28), false, MODULES);
    String yaml = ModelYaml.write(spec);
    // The digest of the one byte 1.
    String digest = "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a";
    assertThat(yaml).contains("torchscript: module.pt\n").contains("sha256: " + digest + "\n");
    assertThat(ModelYaml.read(yaml, "model.yaml", MODULES)).isEqualTo(spec);
    assertThatThrownBy(
            () -> ModelYaml.read(yaml.replace(digest, "00" + digest), "model.yaml", MODULES))
        .hasMessageContaining("is not that of module.pt");
  }

  @Test
  void whoCannotReadModulesSaysSo() {
    String yaml = "input: [3]\ntorchscript: module.pt\n";
    assertThatThrownBy(() -> ModelYaml.read(yaml, "model.yaml"))
        .isInstanceOf(TrainingException.class)
        .hasMessageStartingWith("torchscript = module.pt: a TorchScript file cannot be read here.");
  }

  @Test
  void summaryKnowsTheInputsOnlyIfTheConfigurationDoes() {
    assertThat(model("input: [3, 5]\ntorchscript: net.pt").spec(MODULES).input())
        .isEqualTo(Shape.of(3, 5));
    ModelConfig unknown = new ModelConfig(null, List.of(), List.of(), null, "net.pt");
    assertThatThrownBy(() -> unknown.spec(MODULES)).isInstanceOf(IllegalStateException.class);
  }
}
