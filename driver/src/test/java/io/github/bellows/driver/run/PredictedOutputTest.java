package io.github.bellows.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.data.FeatureType;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.OutputLabels;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.model.Network;
import java.util.List;
import org.junit.jupiter.api.Test;

class PredictedOutputTest {
  private static final Label PETS = new Label.Classes(List.of("cat", "dog"));

  static PredictedOutput of(Label label, int units, String loss) {
    return of(
        "{ input: [4], layers: [dense: { name: out, units: %d }], loss: %s }"
            .formatted(units, loss),
        label);
  }

  private static PredictedOutput of(String model, Label label) {
    Network network = Network.of(ModelYaml.read(model, "test"));
    OutputLabels labels =
        OutputLabels.of(
            network, SampleSchema.of(network.spec().input(), FeatureType.FLOAT32, label));
    return PredictedOutput.of(network.outputs().get(0), label, labels.measure(0), "");
  }

  private static List<String> columns(PredictedOutput output) {
    return output.columns().stream()
        .map(
            column ->
                column.name()
                    + " "
                    + column.element().simpleString()
                    + (column.isArray() ? "[" + column.length() + "]" : ""))
        .toList();
  }

  private static Object value(PredictedOutput output, int column, float... values) {
    return output.columns().get(column).read().of(values);
  }

  @Test
  void oneProbabilityTellsTwoClassesApart() {
    PredictedOutput output = of(PETS, 1, "binaryCrossEntropy");
    assertThat(columns(output)).containsExactly("prediction string", "probability float");
    assertThat(value(output, 0, 0.5f)).isEqualTo("cat");
    assertThat(value(output, 0, 0.6f)).isEqualTo("dog");
    assertThat(value(output, 1, 0.6f)).isEqualTo(0.6f);
  }

  @Test
  void scoresTellClassesApart() {
    PredictedOutput one = of(PETS, 1, "hinge");
    assertThat(columns(one)).containsExactly("prediction string", "score float");
    assertThat(value(one, 0, 0.1f)).isEqualTo("dog");
    assertThat(value(one, 0, -0.1f)).isEqualTo("cat");
    PredictedOutput two = of(PETS, 2, "hinge");
    assertThat(columns(two)).containsExactly("prediction string", "score float[2]");
    assertThat(value(two, 0, -3, -2)).isEqualTo("dog");
    assertThat(two.columns().get(1).nameOf(1)).isEqualTo("score_dog");
  }

  @Test
  void answersAreOneOrZeroWithTheirProbability() {
    PredictedOutput several = of(new Label.Values(3), 3, "binaryCrossEntropy");
    assertThat(columns(several)).containsExactly("prediction int[3]", "probability float[3]");
    assertThat((int[]) value(several, 0, 0.2f, 0.5f, 0.9f)).containsExactly(0, 0, 1);
    assertThat(several.columns().get(1).nameOf(2)).isEqualTo("probability_2");
    PredictedOutput one = of(new Label.Values(1), 1, "binaryCrossEntropy");
    assertThat(columns(one)).containsExactly("prediction int", "probability float");
    assertThat(value(one, 0, 0.51f)).isEqualTo(1);
  }

  @Test
  void answersWithScoresAreOneOrMinusOne() {
    PredictedOutput several = of(new Label.Values(2), 2, "hinge");
    assertThat(columns(several)).containsExactly("prediction int[2]", "score float[2]");
    assertThat((int[]) value(several, 0, -0.5f, 0.5f)).containsExactly(-1, 1);
  }

  @Test
  void aVectorOfProbabilitiesPredictsTheNumberOfItsLargest() {
    PredictedOutput output = of(new Label.Values(3), 3, "crossEntropy");
    assertThat(columns(output)).containsExactly("prediction int", "probability float[3]");
    assertThat(value(output, 0, 0.2f, 0.7f, 0.1f)).isEqualTo(1);
  }

  @Test
  void featuresComeBackAsTheyArePredicted() {
    for (String loss : List.of("meanSquaredError", "binaryCrossEntropy")) {
      PredictedOutput output = of(new Label.Features(), 4, loss);
      assertThat(columns(output)).containsExactly("prediction float[4]");
      assertThat((float[]) value(output, 0, 1, 2, 3, 4)).containsExactly(1, 2, 3, 4);
    }
  }

  @Test
  void aMaskIsTheClassOfEveryPlace() {
    PredictedOutput output =
        of(
            "{ input: [1, 1, 3], layers: [conv2d: { filters: 2, kernel: 1 }], loss: crossEntropy }",
            new Label.Mask(List.of("ground", "circle"), 3));
    assertThat(columns(output)).containsExactly("prediction int[3]");
    // Channel 0 of the three places, then channel 1.
    assertThat((int[]) value(output, 0, 0.9f, 0.1f, 0.5f, 0.1f, 0.9f, 0.5f))
        .containsExactly(0, 1, 0);
  }
}
