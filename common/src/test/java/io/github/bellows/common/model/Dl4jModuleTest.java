package io.github.bellows.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.initial.Zeros;
import io.github.bellows.common.loss.OwnLoss;
import java.util.List;
import org.junit.jupiter.api.Test;

class Dl4jModuleTest {
  private static final ModelInput INPUT = ModelInput.only(Shape.of(4));

  private static Dl4jModule.Part part(String name, int offset, int length, boolean summed) {
    return new Dl4jModule.Part(
        new ParameterSpec(name, Shape.of(length), new Zeros(), 1, 1), offset, summed);
  }

  private static Dl4jModule module(Shape... outputs) {
    return new Dl4jModule(
        new ModuleFile(new byte[] {1, 2, 3}),
        true,
        List.of(INPUT.shape()),
        List.of(part("a.W", 0, 3, true), part("b.W", 5, 2, true)),
        List.of(part("a.mean", 3, 2, false)),
        List.of(outputs));
  }

  private static ModelOutput output(String name) {
    return new ModelOutput(name, new OwnLoss(), 1, null);
  }

  @Test
  void whatIsLearnedComesFirst() {
    Network network = Network.of(module(Shape.of(2)).spec(List.of(INPUT), List.of(output("o"))));
    assertThat(network.layout().entries().stream().map(ParameterLayout.Entry::name))
        .containsExactly("a.W", "b.W", "a.mean");
    assertThat(network.layout().entries().stream().map(ParameterLayout.Entry::offset))
        .containsExactly(0, 3, 5);
    assertThat(network.layout().learned()).isEqualTo(5);
    assertThat(module(Shape.of(2)).parts().stream().map(Dl4jModule.Part::offset))
        .containsExactly(0, 5, 3);
    assertThat(network.output()).isEqualTo(Shape.of(2));
  }

  @Test
  void severalOutputsLieBehindOneAnother() {
    ModelSpec spec =
        module(Shape.of(2, 3), Shape.of(4)).spec(List.of(INPUT), List.of(output("o"), output("p")));
    assertThat(Network.of(spec).outputs().stream().map(Network.Output::shape))
        .containsExactly(Shape.of(2, 3), Shape.of(4));
    assertThat(spec.layers().stream().map(NamedLayer::spec).skip(1))
        .containsExactly(new ModuleOutput(0, Shape.of(2, 3)), new ModuleOutput(6, Shape.of(4)));
    assertThat(Dl4jModule.in(spec)).isNotNull();
  }

  @Test
  void itsDescriptionNamesTheFileAndIsNoDescriptionOfOurs() {
    String text = ModelYaml.write(module(Shape.of(2)).spec(List.of(INPUT), List.of(output("o"))));
    assertThat(text)
        .contains("dl4jModule: network.json")
        .contains("loss: own")
        .contains("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81");
    assertThatThrownBy(() -> ModelYaml.read(text, "model.yaml"))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("dl4jModule = network.json: is a network of Deeplearning4j");
  }

  @Test
  void otherInputsAreRefused() {
    List<ModelInput> wider = List.of(ModelInput.only(Shape.of(5)));
    assertThatThrownBy(() -> Network.of(module(Shape.of(2)).spec(wider, List.of(output("o")))))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("has inputs 4, but gets 5");
  }
}
