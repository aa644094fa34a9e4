package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.ActivationLayer;
import io.github.bellows.common.model.LayerTypes;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.model.ShapeException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every layer promises; a new layer fails here until {@link LayerRows} has a row for it. */
class LayerContractTest {
  static List<LayerRow> rows() {
    return LayerRows.all();
  }

  @Test
  void everyLayerAndEveryKindHasARow() {
    assertThat(rows().stream().<Class<?>>map(row -> row.spec().getClass()).distinct())
        .containsExactlyInAnyOrderElementsOf(LayerTypes.records());
    Stream<Class<?>> activations =
        rows().stream()
            .filter(row -> row.spec() instanceof ActivationLayer)
            .map(row -> ((ActivationLayer) row.spec()).activation().getClass());
    assertThat(activations.distinct())
        .containsExactlyInAnyOrder(Activation.class.getPermittedSubclasses());
    assertThat(rows().stream().map(row -> row.spec().kind()).distinct())
        .containsExactlyInAnyOrderElementsOf(LayerTypes.byKind().keySet());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theInferredShapeIsTheOutputs(LayerRow row) {
    try (PointerScope scope = new PointerScope()) {
      Fp64 tested = new Fp64(row, 1);
      for (boolean training : new boolean[] {false, true}) {
        Tensor output = tested.value(0, training);
        assertThat(IntStream.range(0, (int) output.dim()).mapToLong(output::size))
            .containsExactly(
                java.util.Arrays.stream(row.spec().outputShape(row.inputs()).batched(Fp64.SAMPLES))
                    .boxed()
                    .toArray(Long[]::new));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theLayoutHasRoomForItsTensors(LayerRow row) {
    Network network = row.network();
    Network.Node tested = network.nodes().get(0);
    Network.Node last = network.nodes().get(2);
    assertThat(tested.parameterCount()).isEqualTo(row.parameters());
    assertThat(last.parameters().get(0).offset()).isEqualTo((int) row.parameters());
    assertThat(network.layout().learned())
        .isEqualTo((int) (row.parameters() + last.parameterCount()));
    assertThat(network.layout().length())
        .isEqualTo((int) (network.layout().learned() + tested.statisticsCount()));
    assertThat(network.layout().entries().stream().map(ParameterLayout.Entry::name).distinct())
        .hasSameSizeAs(network.layout().entries());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void refusesWhatItCannotTake(LayerRow row) {
    if (!row.refused().isEmpty()) {
      assertThatThrownBy(() -> row.spec().outputShape(row.refused()))
          .isInstanceOf(ShapeException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void readsBackFromYamlAsItWas(LayerRow row) {
    Network network = row.network();
    assertThat(ModelYaml.read(ModelYaml.write(network.spec()), "model.yaml"))
        .isEqualTo(network.spec());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void keepsAnEarlierSampleWhenALaterOneChanges(LayerRow row) {
    try (PointerScope scope = new PointerScope()) {
      Fp64 tested = new Fp64(row, 3);
      Tensor first = tested.value(0, false).get(0).clone();
      tested.changeLaterSamples();
      assertThat(tested.value(0, false).get(0).equal(first)).isTrue();
    }
  }
}
