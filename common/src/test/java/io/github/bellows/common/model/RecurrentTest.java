package io.github.bellows.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.initial.Constant;
import io.github.bellows.common.initial.Initializer;
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.model.Recurrent.Cell;
import io.github.bellows.common.model.Recurrent.Result;
import io.github.bellows.common.model.Recurrent.Stack;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecurrentTest {
  private static final Shape SEQUENCE = Shape.of(7, 5);

  private static Recurrent layer(Cell cell, int units, Stack stack, Result result) {
    return new Recurrent(cell, units, true, stack, result, Initialization.DEFAULT);
  }

  private static Recurrent lstm(Stack stack, Initialization initialization) {
    return new Recurrent(Cell.LSTM, 6, true, stack, Result.LAST, initialization);
  }

  /** Names and shapes as {@code LSTM(5, 6, 2, bidirectional=True).state_dict()} lists them. */
  @Test
  void tensorsAreNamedAndOrderedAsInPytorch() {
    Recurrent stacked = lstm(new Stack(2, true, 0), Initialization.DEFAULT);
    assertThat(
            stacked.parameters(SEQUENCE).stream()
                .map(tensor -> tensor.suffix() + " " + tensor.shape()))
        .containsExactly(
            "weight_ih_l0 24×5",
            "weight_hh_l0 24×6",
            "bias_ih_l0 24",
            "bias_hh_l0 24",
            "weight_ih_l0_reverse 24×5",
            "weight_hh_l0_reverse 24×6",
            "bias_ih_l0_reverse 24",
            "bias_hh_l0_reverse 24",
            "weight_ih_l1 24×12",
            "weight_hh_l1 24×6",
            "bias_ih_l1 24",
            "bias_hh_l1 24",
            "weight_ih_l1_reverse 24×12",
            "weight_hh_l1_reverse 24×6",
            "bias_ih_l1_reverse 24",
            "bias_hh_l1_reverse 24");
    Recurrent plain =
        new Recurrent(Cell.GRU, 6, false, Stack.SINGLE, Result.LAST, Initialization.DEFAULT);
    assertThat(plain.parameters(SEQUENCE).stream().map(tensor -> tensor.suffix()))
        .containsExactly("weight_ih_l0", "weight_hh_l0");
    assertThat(plain.parameters(SEQUENCE).get(0).shape()).isEqualTo(Shape.of(18, 5));
  }

  @Test
  void outputsAreTheStatesOfTheTopLayer() {
    Stack both = new Stack(3, true, 0.5);
    assertThat(layer(Cell.GRU, 4, Stack.SINGLE, Result.LAST).outputShape(SEQUENCE))
        .isEqualTo(Shape.of(4));
    assertThat(layer(Cell.GRU, 4, both, Result.MEAN).outputShape(SEQUENCE)).isEqualTo(Shape.of(8));
    assertThat(layer(Cell.GRU, 4, both, Result.SEQUENCE).outputShape(SEQUENCE))
        .isEqualTo(Shape.of(7, 8));
    assertThat(layer(Cell.GRU, 4, both, Result.SEQUENCE).stepMask()).isEqualTo(StepMask.KEEPS);
    assertThat(layer(Cell.GRU, 4, both, Result.LAST).stepMask()).isEqualTo(StepMask.ENDS);
    assertThat(layer(Cell.GRU, 4, both, Result.MEAN).stepMask()).isEqualTo(StepMask.ENDS);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4})
  void onlySequencesOfRowsCanBeRead(int rank) {
    Shape input = new Shape(IntStream.rangeClosed(1, rank).boxed().toList());
    assertThatThrownBy(() -> layer(Cell.LSTM, 4, Stack.SINGLE, Result.LAST).outputShape(input))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith(
            "needs a sequence [steps, features], but gets " + input + ". Give model.input two");
  }

  @Test
  void optionsThatDoNotGoTogetherAreRefused() {
    assertThatThrownBy(() -> new Stack(1, false, 0.5))
        .hasMessage("dropout = 0.5: stands between layers, so it needs layers of at least 2");
    assertThatThrownBy(() -> new Stack(2, false, 1)).hasMessage("dropout = 1.0: must be in [0, 1)");
    assertThatThrownBy(() -> new Stack(0, false, 0)).hasMessage("layers = 0: must be at least 1");
    assertThatThrownBy(() -> layer(Cell.GRU, 0, Stack.SINGLE, Result.LAST))
        .hasMessage("units = 0: must be at least 1");
  }

  /** LSTM, per step: 4 gates of 6 units, each with 5 inputs and 6 states; above, 12 inputs. */
  @Test
  void multiplyAddsAreThoseOfTheMatricesAtEveryStep() {
    assertThat(lstm(Stack.SINGLE, Initialization.DEFAULT).multiplyAdds(SEQUENCE))
        .isEqualTo(7 * 4 * 6 * (5 + 6));
    assertThat(lstm(new Stack(2, true, 0), Initialization.DEFAULT).multiplyAdds(SEQUENCE))
        .isEqualTo(7 * 2 * (4 * 6 * (5 + 6) + 4 * 6 * (12 + 6)));
  }

  private static float[] firstValues(Recurrent layer, String tensor) {
    Network network =
        Network.of(
            new ModelSpec(
                SEQUENCE,
                List.of(
                    new NamedLayer("tested", List.of(), layer),
                    new NamedLayer(
                        "out", List.of(), new Dense(2, true, new Activation.Identity()))),
                CrossEntropy.PLAIN));
    float[] flat = network.initialParameters(3);
    return network.layout().entries().stream()
        .filter(entry -> entry.name().equals("tested." + tensor))
        .map(entry -> Arrays.copyOfRange(flat, entry.offset(), entry.end()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theForgetGateBeginsOpen() {
    float[] bias = firstValues(lstm(Stack.SINGLE, Initialization.DEFAULT), "bias_ih_l0");
    for (int i = 0; i < bias.length; i++) {
      assertThat(bias[i]).isEqualTo(i >= 6 && i < 12 ? 1f : 0f);
    }
    assertThat(firstValues(lstm(Stack.SINGLE, Initialization.DEFAULT), "bias_hh_l0"))
        .containsOnly(0f);
    assertThat(firstValues(layer(Cell.GRU, 6, Stack.SINGLE, Result.LAST), "bias_ih_l0"))
        .containsOnly(0f);
  }

  @ParameterizedTest
  @EnumSource(Cell.class)
  void theRecurrentMatrixOfEachGateIsOrthogonal(Cell cell) {
    int units = 6;
    float[] matrices = firstValues(layer(cell, units, Stack.SINGLE, Result.LAST), "weight_hh_l0");
    for (int gate = 0; gate < matrices.length / (units * units); gate++) {
      for (int i = 0; i < units; i++) {
        for (int j = 0; j < units; j++) {
          double product = 0;
          for (int k = 0; k < units; k++) {
            product +=
                (double) matrices[(gate * units + i) * units + k]
                    * matrices[(gate * units + j) * units + k];
          }
          assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-6));
        }
      }
    }
  }

  /**
   * Glorot: uniform to √(6 / (inputs + units)), whatever the number of gates; He: √(6 / inputs).
   */
  @ParameterizedTest
  @EnumSource(Cell.class)
  void inputMatricesAreDrawnAsOneGateNeedsThem(Cell cell) {
    int units = 400;
    float[] weights = firstValues(layer(cell, units, Stack.SINGLE, Result.LAST), "weight_ih_l0");
    double bound = Math.sqrt(6.0 / (cell == Cell.RNN_RELU ? 5 : 5 + units));
    double largest =
        IntStream.range(0, weights.length).mapToDouble(i -> weights[i]).max().orElse(0);
    assertThat(largest).isLessThanOrEqualTo(bound + 1e-6).isGreaterThan(bound * 0.99);
  }

  @Test
  void rulesOfTheConfigurationComeFirst() {
    Initializer one = new Constant(0.25);
    Initializer two = new Constant(-2);
    Initializer three = new Constant(3);
    Recurrent layer = lstm(Stack.SINGLE, new Initialization(one, two, three));
    assertThat(firstValues(layer, "weight_ih_l0")).containsOnly(0.25f);
    assertThat(firstValues(layer, "weight_hh_l0")).containsOnly(-2f);
    assertThat(firstValues(layer, "bias_ih_l0")).containsOnly(3f);
    assertThat(firstValues(layer, "bias_hh_l0")).containsOnly(3f);
  }
}
