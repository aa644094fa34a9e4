package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.ActivationLayer;
import io.github.bellows.common.model.Conv2d;
import io.github.bellows.common.model.Dense;
import io.github.bellows.common.model.Dropout;
import io.github.bellows.common.model.Flatten;
import io.github.bellows.common.model.LayerSpec;
import io.github.bellows.common.model.Loss;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.NamedLayer;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.model.ParameterSpec;
import io.github.bellows.common.model.Pool2d;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.ShapeException;
import io.github.bellows.common.model.Window2d;
import io.github.bellows.common.model.Window2d.Pair;
import io.github.bellows.common.random.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every layer promises; a new kind of layer fails here until it has a row. */
class LayerContractTest {
  private static final Activation NONE = new Activation.Identity();
  private static final Shape IMAGE = Shape.of(2, 7, 6);
  private static final int SAMPLES = 3;

  /**
   * A layer on an input, with its number of parameters counted by hand.
   *
   * @param refused an input it cannot take; the input itself if it takes any
   */
  record Row(LayerSpec spec, Shape input, long parameters, Shape refused) {
    Row(LayerSpec spec, Shape input, long parameters) {
      this(spec, input, parameters, input);
    }

    @Override
    public String toString() {
      return spec.kind() + " on " + input;
    }
  }

  static List<Row> rows() {
    Window2d window = new Window2d(new Pair(3, 2), new Pair(2, 1), new Pair(1, 0), new Pair(1, 2));
    Window2d undilated =
        new Window2d(new Pair(3, 2), new Pair(2, 1), new Pair(1, 0), Pair.square(1));
    Shape row = Shape.of(5);
    return List.of(
        new Row(new Dense(3, true, NONE), row, 3 * 5 + 3, IMAGE),
        new Row(new Dense(3, false, new Activation.Tanh()), row, 3 * 5, IMAGE),
        new Row(new Conv2d(4, window, true, NONE), IMAGE, 4 * 2 * 3 * 2 + 4, row),
        new Row(new Conv2d(4, window, false, new Activation.Relu()), IMAGE, 4 * 2 * 3 * 2, row),
        new Row(new Pool2d(window, Pool2d.Reduction.MAX), IMAGE, 0, row),
        new Row(new Pool2d(undilated, Pool2d.Reduction.AVERAGE), IMAGE, 0, row),
        new Row(new Flatten(), IMAGE, 0),
        new Row(new Flatten(), row, 0),
        new Row(new Dropout(0.5), IMAGE, 0),
        new Row(new Dropout(0.5), row, 0),
        new Row(new ActivationLayer(NONE), IMAGE, 0),
        new Row(new ActivationLayer(new Activation.Relu()), IMAGE, 0),
        new Row(new ActivationLayer(new Activation.LeakyRelu(0.2)), IMAGE, 0),
        new Row(new ActivationLayer(new Activation.Tanh()), row, 0),
        new Row(new ActivationLayer(new Activation.Sigmoid()), row, 0));
  }

  @Test
  void everyKindHasARow() {
    assertThat(rows().stream().<Class<?>>map(row -> row.spec().getClass()).distinct())
        .containsExactlyInAnyOrder(LayerSpec.class.getPermittedSubclasses());
    Stream<Class<?>> activations =
        rows().stream()
            .filter(row -> row.spec() instanceof ActivationLayer)
            .map(row -> ((ActivationLayer) row.spec()).activation().getClass());
    assertThat(activations).containsExactlyInAnyOrder(Activation.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theInferredShapeIsTheOutputs(Row row) {
    assertThat(outputSizes(row.spec(), row.input()))
        .isEqualTo(row.spec().outputShape(row.input()).batched(SAMPLES));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theLayoutHasRoomForItsParameters(Row row) {
    NamedLayer head = new NamedLayer("head", List.of(), new Dense(2, true, NONE));
    Network network =
        Network.of(
            new ModelSpec(
                row.input(),
                List.of(
                    new NamedLayer("tested", List.of(), row.spec()),
                    new NamedLayer("flat", List.of(), new Flatten()),
                    head),
                Loss.CROSS_ENTROPY));
    Network.Node tested = network.nodes().get(0);
    Network.Node last = network.nodes().get(2);
    assertThat(tested.parameterCount()).isEqualTo(row.parameters());
    assertThat(tested.parameters().stream().mapToLong(ParameterLayout.Entry::length).sum())
        .isEqualTo(row.parameters());
    assertThat(last.parameters().get(0).offset()).isEqualTo((int) row.parameters());
    assertThat(network.layout().length())
        .isEqualTo((int) (row.parameters() + last.parameterCount()));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void refusesWhatItCannotTake(Row row) {
    if (!row.refused().equals(row.input())) {
      assertThatThrownBy(() -> row.spec().outputShape(row.refused()))
          .isInstanceOf(ShapeException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void keepsAnEarlierSampleWhenALaterOneChanges(Row row) {
    try (PointerScope scope = new PointerScope()) {
      long elements = row.input().elements();
      float[] features = new float[Math.toIntExact(SAMPLES * elements)];
      SeededRandom random = SeededRandom.of(3);
      for (int i = 0; i < features.length; i++) {
        features[i] = (float) random.uniform(-1, 1);
      }
      float[] others = features.clone();
      for (int i = (int) elements; i < others.length; i++) {
        others[i] += 0.5f;
      }
      TorchLayer layer = layer(row.spec(), row.input());
      Tensor first = layer.forward(tensor(features, row.input()), pass(false)).get(0);
      Tensor same = layer.forward(tensor(others, row.input()), pass(false)).get(0);
      assertThat(first.equal(same)).isTrue();
    }
  }

  /** Hundreds of windows: our rule fits exactly when libtorch accepts, with the same sizes. */
  @Test
  void windowsFitWhenLibtorchSaysSo() {
    SeededRandom random = SeededRandom.of(11);
    int fits = 0;
    int refusals = 0;
    while (fits < 150 || refusals < 50) {
      Shape input = Shape.of(1 + random.nextInt(2), 1 + random.nextInt(9), 1 + random.nextInt(9));
      Window2d window =
          new Window2d(
              pair(random, 1, 4), pair(random, 1, 3), pair(random, 0, 2), pair(random, 1, 3));
      LayerSpec spec = windowed(random.nextInt(3), window);
      boolean fit;
      try {
        assertThat(outputSizes(spec, input))
            .as("%s on %s", spec, input)
            .isEqualTo(spec.outputShape(input).batched(SAMPLES));
        fit = true;
      } catch (ShapeException e) {
        fit = false;
      }
      if (!fit) {
        refusals++;
        assertThatThrownBy(() -> libtorchSizes(spec, input))
            .as("%s on %s", spec, input)
            .isInstanceOf(RuntimeException.class);
      } else {
        fits++;
      }
    }
  }

  private static Pair pair(SeededRandom random, int from, int choices) {
    return new Pair(from + random.nextInt(choices), from + random.nextInt(choices));
  }

  private static LayerSpec windowed(int kind, Window2d window) {
    Pair kernel = window.kernel();
    Pair half =
        new Pair(
            Math.min(window.padding().height(), kernel.height() / 2),
            Math.min(window.padding().width(), kernel.width() / 2));
    return switch (kind) {
      case 0 -> new Conv2d(2, window, true, NONE);
      case 1 ->
          new Pool2d(
              new Window2d(kernel, window.stride(), half, window.dilation()), Pool2d.Reduction.MAX);
      default ->
          new Pool2d(
              new Window2d(kernel, window.stride(), half, Pair.square(1)),
              Pool2d.Reduction.AVERAGE);
    };
  }

  private static long[] outputSizes(LayerSpec spec, Shape input) {
    // Shape inference first, so that its refusal is what the caller sees.
    spec.outputShape(input);
    return libtorchSizes(spec, input);
  }

  private static long[] libtorchSizes(LayerSpec spec, Shape input) {
    try (PointerScope scope = new PointerScope()) {
      float[] zeros = new float[Math.toIntExact(SAMPLES * input.elements())];
      Tensor output = layer(spec, input).forward(tensor(zeros, input), pass(true));
      return IntStream.range(0, (int) output.dim()).mapToLong(output::size).toArray();
    }
  }

  private static TorchLayer layer(LayerSpec spec, Shape input) {
    List<Tensor> leaves = new ArrayList<>();
    for (ParameterSpec parameter : spec.parameters(input)) {
      leaves.add(torch.ones(parameter.shape().toLongs()));
    }
    NamedLayer named = new NamedLayer("tested", List.of(), spec);
    return TorchLayers.translate(
        new TorchLayers.Place(0, new Network.Node(named, -1, input, input, List.of()), leaves));
  }

  private static Tensor tensor(float[] features, Shape shape) {
    return Tensor.create(features, shape.batched(SAMPLES));
  }

  private static TorchPass pass(boolean training) {
    Generator generator = torch.make_generator_cpu(0);
    return new TorchPass(training, 1, generator);
  }
}
