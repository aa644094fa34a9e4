package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.model.ModelInput;
import io.github.bellows.common.model.ModelOutput;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModelConfigTest {
  @Test
  void takesTheShapeOfTheDataOrLaysItOutAnew() {
    assertThat(spec(null, Shape.of(14)).input()).isEqualTo(Shape.of(14));
    assertThat(spec(Shape.of(1, 28, 28), Shape.of(28, 28)).input()).isEqualTo(Shape.of(1, 28, 28));
  }

  @Test
  void refusesAnotherNumberOfElements() {
    assertThatThrownBy(() -> spec(Shape.of(1, 28, 28), Shape.of(3, 32, 32)))
        .hasMessage(
            "model.input = [1, 28, 28]: has 784 elements, but a sample of the data has 3072"
                + " (3×32×32). Write [3, 32, 32].");
  }

  @Test
  void countsTheStepsOfTheFirstInput() {
    assertThat(config(Shape.of(5, 2)).steps()).isEqualTo(5);
    assertThat(config(null).steps()).isNull();
    assertThat(config(null).spec(Shape.of(14), true).inputs())
        .containsExactly(new ModelInput("input", Shape.of(14), true));
  }

  private static ModelSpec spec(@Nullable Shape input, Shape data) {
    return config(input).spec(data, false);
  }

  private static ModelConfig config(@Nullable Shape input) {
    List<ModelInput> inputs = input == null ? null : List.of(ModelInput.only(input));
    List<ModelOutput> outputs = List.of(new ModelOutput("out", CrossEntropy.PLAIN, 1, null));
    return new ModelConfig(inputs, List.of(), outputs, null);
  }
}
