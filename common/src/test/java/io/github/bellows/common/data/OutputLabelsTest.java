package io.github.bellows.common.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.metric.Measure;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutputLabelsTest {
  private static final Label KINDS = new Label.Classes(List.of("cat", "dog"));
  private static final Label PRICE = new Label.Values(1);

  /** Returns a network of outputs a, b, … that name these labels. */
  private static Network network(@Nullable String... labels) {
    StringBuilder layers = new StringBuilder("input: [2]\nlayers:\n");
    StringBuilder outputs = new StringBuilder("outputs:\n");
    for (int i = 0; i < labels.length; i++) {
      char name = (char) ('a' + i);
      String loss = i == 0 ? "crossEntropy" : "meanSquaredError";
      String label = labels[i] == null ? "" : ", label: " + labels[i];
      layers.append("  - dense: { name: %s, inputs: [input], units: 2 }\n".formatted(name));
      outputs.append("  - { layer: %s, loss: %s%s }\n".formatted(name, loss, label));
    }
    return Network.of(ModelYaml.read(layers.append(outputs).toString(), "test"));
  }

  private static SampleSchema schema(Label... labels) {
    List<LabelField> fields = new ArrayList<>();
    for (Label label : labels) {
      fields.add(new LabelField(label == KINDS ? "kind" : "price", label));
    }
    return new SampleSchema(Shape.of(2), FeatureType.FLOAT32, fields, false, false);
  }

  @Test
  void anOutputHasTheLabelAtItsPlaceUnlessItNamesOne() {
    OutputLabels byPlace = OutputLabels.of(network(null, null), schema(KINDS, PRICE));
    assertThat(byPlace.index(1)).isEqualTo(1);
    assertThat(byPlace.measure(0)).isEqualTo(Measure.CLASSES);
    assertThat(byPlace.measure(1)).isEqualTo(Measure.VALUES);
    assertThat(byPlace.classNames()).containsExactly(List.of("cat", "dog"), List.of());
    OutputLabels byName = OutputLabels.of(network("kind", "price"), schema(PRICE, KINDS));
    assertThat(byName.index(0)).isEqualTo(1);
    assertThat(byName.label(0)).isEqualTo(KINDS);
    assertThat(byName.field(1).name()).isEqualTo("price");
  }

  @Test
  void twoOutputsMayLearnOneLabel() {
    OutputLabels labels = OutputLabels.of(network(null, "kind"), schema(KINDS));
    assertThat(labels.index(0)).isEqualTo(labels.index(1)).isZero();
  }

  @Test
  void refusesWhatDoesNotPairUp() {
    assertRefused(
        network(null, null),
        schema(KINDS),
        "model.outputs: 2 outputs are compared with 1 label. List as many in data.labels, or name"
            + " one with label: in the output of layer b.");
    assertRefused(
        network("kin"),
        schema(KINDS),
        "model.outputs.a.label = kin: there is no such label in the data. Write kind.");
    assertRefused(
        network((String) null),
        schema(KINDS, PRICE),
        "data.labels.price: no output of the network is compared with it. Add an output to"
            + " model.outputs, or remove the label.");
  }

  private static void assertRefused(Network network, SampleSchema schema, String message) {
    assertThatThrownBy(() -> OutputLabels.of(network, schema))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessage(message);
  }
}
