package io.github.bellows.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.initial.Stored;
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.loss.MeanSquaredError;
import java.util.List;
import org.junit.jupiter.api.Test;

class TorchScriptTest {
  private static final ModelInput LEFT = new ModelInput("left", Shape.of(4), false);
  private static final ModelInput RIGHT = new ModelInput("right", Shape.of(2, 3), false);

  private static TorchScript module(Shape... outputs) {
    return new TorchScript(
        new ModuleFile(new byte[] {1, 2, 3}),
        List.of(LEFT.shape(), RIGHT.shape()),
        List.of(
            new ParameterSpec(
                "a.weight", Shape.of(2, 2), new Stored(new float[] {1, 2, 3, 4}), 1, 1),
            new ParameterSpec("b.scale", Shape.of(1), new Stored(new float[] {5}), 1, 1)),
        List.of(new ParameterSpec("a.mean", Shape.of(2), new Stored(new float[] {6, 7}), 1, 1)),
        List.of(outputs),
        false);
  }

  private static ModelOutput output(String name) {
    return new ModelOutput(name, new MeanSquaredError(), 1, null);
  }

  @Test
  void anOnlyOutputIsTheModuleItself() {
    ModelOutput unnamed = new ModelOutput("", CrossEntropy.PLAIN, 1, null);
    Network network = Network.of(module(Shape.of(5)).spec(List.of(LEFT, RIGHT), List.of(unnamed)));
    assertThat(network.nodes()).hasSize(1);
    assertThat(network.nodes().get(0).sources()).containsExactly(0, 1);
    assertThat(network.outputs().get(0).spec().layer()).isEqualTo("module");
    assertThat(network.output()).isEqualTo(Shape.of(5));
  }

  @Test
  void severalOutputsLieBehindOneAnotherInARow() {
    ModelSpec spec =
        module(Shape.of(2, 3), Shape.of(1), Shape.of(4))
            .spec(List.of(LEFT, RIGHT), List.of(output("image"), output("x"), output("y")));
    Network network = Network.of(spec);
    assertThat(network.nodes().get(0).output()).isEqualTo(Shape.of(6 + 1 + 4));
    assertThat(network.outputs().stream().map(Network.Output::shape))
        .containsExactly(Shape.of(2, 3), Shape.of(1), Shape.of(4));
    assertThat(spec.layers().stream().map(NamedLayer::spec).skip(1))
        .containsExactly(
            new ModuleOutput(0, Shape.of(2, 3)),
            new ModuleOutput(6, Shape.of(1)),
            new ModuleOutput(7, Shape.of(4)));
  }

  @Test
  void tensorsKeepTheirNamesAndBeginWithTheValuesOfTheFile() {
    Network network =
        Network.of(module(Shape.of(5)).spec(List.of(LEFT, RIGHT), List.of(output("out"))));
    assertThat(network.layout().entries().stream().map(ParameterLayout.Entry::name))
        .containsExactly("a.weight", "b.scale", "a.mean");
    assertThat(network.layout().learned()).isEqualTo(5);
    assertThat(network.initialParameters(1)).containsExactly(1, 2, 3, 4, 5, 6, 7);
    assertThat(network.initialParameters(2)).isEqualTo(network.initialParameters(1));
  }

  @Test
  void asManyOutputsMustBeNamedAsItReturns() {
    assertThatThrownBy(
            () ->
                module(Shape.of(5), Shape.of(2))
                    .spec(List.of(LEFT, RIGHT), List.of(output("only"))))
        .isInstanceOf(TrainingException.class)
        .hasMessageStartingWith("model.outputs: there are 1, but the module returns 2 tensors.");
  }

  @Test
  void otherInputsThanItWasExaminedWithAreRefused() {
    assertThatThrownBy(
            () -> Network.of(module(Shape.of(5)).spec(List.of(LEFT), List.of(output("out")))))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("model.layers.out (torchscript): was examined with inputs 4 and 2×3");
  }

  @Test
  void anOutputLiesWithinTheRow() {
    ModuleOutput output = new ModuleOutput(3, Shape.of(2, 2));
    assertThat(output.outputShape(Shape.of(7))).isEqualTo(Shape.of(2, 2));
    assertThatThrownBy(() -> output.outputShape(Shape.of(6))).isInstanceOf(ShapeException.class);
    assertThatThrownBy(() -> output.outputShape(Shape.of(7, 7))).isInstanceOf(ShapeException.class);
  }

  @Test
  void filesAreEqualIfTheirBytesAre() {
    ModuleFile file = new ModuleFile(new byte[] {'a', 'b', 'c'});
    assertThat(file).isEqualTo(new ModuleFile(new byte[] {'a', 'b', 'c'}));
    assertThat(file).isNotEqualTo(new ModuleFile(new byte[] {'a', 'b', 'd'}));
    // FIPS 180-2, appendix B.1.
    assertThat(file.sha256())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void layersAreNotModules() {
    ModelSpec layers =
        new ModelSpec(
            Shape.of(3),
            List.of(new NamedLayer("f", List.of(), new Flatten())),
            CrossEntropy.PLAIN);
    assertThat(TorchScript.in(layers)).isNull();
    TorchScript module = module(Shape.of(5));
    assertThat(TorchScript.in(module.spec(List.of(LEFT, RIGHT), List.of(output("out")))))
        .isEqualTo(module);
  }
}
