package io.github.bellows.worker.engine.torch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.ParameterSpec;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.TorchScript;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorchScriptModulesTest {
  private static final Shape IMAGE = Shape.of(2, 6, 6);

  private static List<String> names(List<ParameterSpec> tensors) {
    return tensors.stream().map(ParameterSpec::suffix).toList();
  }

  @Test
  void findsWhatTrainingChangesAndWhatItDoesNot() {
    TorchScript cnn = Modules.of("cnn", IMAGE);
    assertThat(names(cnn.learned()))
        .containsExactly("conv.weight", "norm.weight", "norm.bias", "out.weight", "out.bias");
    assertThat(names(cnn.kept())).containsExactly("norm.running_mean", "norm.running_var");
    assertThat(cnn.outputs()).containsExactly(Shape.of(3));
    TorchScript traced = Modules.of("traced", IMAGE);
    assertThat(names(traced.learned())).isEqualTo(names(cnn.learned()));
    assertThat(traced.kept()).as("tracing fixed the mode").isEmpty();
  }

  @Test
  void oneTensorOfTwoNamesIsOneParameterAndFrozenOnesAreNone() {
    TorchScript twins = Modules.of("twins", Shape.of(3), Shape.of(3, 1));
    assertThat(names(twins.learned()))
        .containsExactlyInAnyOrder("scale", "unused", "left.weight", "left.bias", "right.bias");
    assertThat(twins.kept()).isEmpty();
  }

  @Test
  void aTensorOfSamplesAloneHasOneElementEach() {
    assertThat(Modules.of("heads", Shape.of(4)).outputs())
        .containsExactly(Shape.of(2, 3), Shape.of(1));
  }

  @Test
  void aBufferThatIsReplacedIsKept() {
    assertThat(names(Modules.of("center", Shape.of(3)).kept())).containsExactly("center");
  }

  @Test
  void knowsWhatDrawsRandomNumbers() {
    assertThat(Modules.of("dropout", IMAGE).draws()).isTrue();
    assertThat(Modules.of("lstm-dropout", Shape.of(4, 3)).draws()).isTrue();
    assertThat(Modules.of("mlp", Shape.of(5)).draws()).isFalse();
    assertThat(Modules.of("lstm", Shape.of(4, 3)).draws()).isFalse();
    assertThat(Modules.of("traced", IMAGE).draws()).as("traced after eval()").isFalse();
  }

  @Test
  void givesTheSameEachTime() {
    assertThat(Modules.of("cnn", IMAGE)).isEqualTo(Modules.of("cnn", IMAGE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      bad-state-dict     | is not a TorchScript file: it holds tensors but no program, as torch.save
      bad-counter        | its functions assign calls, and each worker would have its own
      bad-half           | parameter hidden.weight holds Half, not 32-bit floats
      bad-nothing        | has no parameters that learn
      bad-frozen         | has no parameters that learn
      bad-classes        | returns Long, not 32-bit floats
      bad-mean           | returns a tensor of sizes [] for 2 samples
      bad-detached       | its result does not depend on its 2 parameters
      bad-words          | has no parameters that learn
      bad-training-trace | draws random numbers in evaluation mode too
      """)
  void refusesWhatCannotBeTrained(String name, String message) {
    Shape input =
        switch (name) {
          case "bad-half", "bad-frozen", "bad-state-dict" -> Shape.of(5);
          case "bad-training-trace" -> IMAGE;
          default -> Shape.of(3);
        };
    assertThatThrownBy(() -> Modules.of(name, input))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
        .hasMessageStartingWith(name + ".pt: " + message);
  }

  @Test
  void anyOtherFileIsNamed() {
    byte[] text = "just text".getBytes(UTF_8);
    assertThatThrownBy(() -> TorchScriptModules.examine("x.pt", text, List.of(IMAGE)))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
        .hasMessage(
            "x.pt: is not a TorchScript file: it is no ZIP archive, which those are. In Python,"
                + " write torch.jit.script(module).save(FILE).");
    byte[] cut = java.util.Arrays.copyOf(Modules.bytes("mlp.pt"), 3000);
    assertThatThrownBy(() -> TorchScriptModules.examine("x.pt", cut, List.of(IMAGE)))
        .hasMessageContaining("is not a TorchScript file");
  }

  @Test
  void anInputThatTheModuleDoesNotTakeIsNamedWithItsSizes() {
    assertThatThrownBy(() -> Modules.of("mlp", Shape.of(7)))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
        .hasMessage(
            "mlp.pt: the module fails on inputs [[2, 7]], samples first (mat1 and mat2 shapes cannot"
                + " be multiplied (2x7 and 5x6)). Check model.input, or run the module on such"
                + " tensors in Python.");
    assertThatThrownBy(() -> Modules.of("cnn", Shape.of(36)))
        .hasMessageContaining("fails on inputs [[2, 36]]")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> Modules.of("mlp", Shape.of(5), Shape.of(5)))
        .as("two inputs for one argument")
        .hasMessageContaining("fails on inputs [[2, 5], [2, 5]]");
  }
}
