package io.github.bellows.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.loss.CrossEntropy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkTest {
  private static final Activation NONE = new Activation.Identity();
  private static final Shape DIGIT = Shape.of(1, 28, 28);

  private static NamedLayer layer(String name, LayerSpec spec, String... inputs) {
    return new NamedLayer(name, List.of(inputs), spec);
  }

  private static Dense dense(int units) {
    return new Dense(units, true, NONE);
  }

  private static Conv conv(int filters, int kernel) {
    return conv(filters, window(kernel, 1, 0, 1));
  }

  private static Conv conv(int filters, Window window) {
    return new Conv(filters, window, 1, true, NONE, Initialization.DEFAULT);
  }

  private static Pool pool(int kernel) {
    return new Pool(window(kernel, kernel, 0, 1), Pool.Reduction.MAX);
  }

  private static Window window(int kernel, int stride, int padding, int dilation) {
    return new Window(
        Extent.of(2, kernel), Extent.of(2, stride), Padding.of(2, padding), Extent.of(2, dilation));
  }

  private static Network network(Shape input, NamedLayer... layers) {
    return Network.of(new ModelSpec(input, List.of(layers), CrossEntropy.PLAIN));
  }

  /** A description that is refused, and what the user reads. */
  record Bad(String message, Shape input, List<NamedLayer> layers) {
    @Override
    public String toString() {
      return message;
    }
  }

  private static Bad bad(String message, Shape input, NamedLayer... layers) {
    return new Bad(message, input, List.of(layers));
  }

  static Stream<Bad> badNetworks() {
    return Stream.of(
        bad("model.layers: is empty. Add at least one layer, such as dense.", DIGIT),
        bad(
            "model.layers: nothing in it can learn. Add a layer such as dense.",
            DIGIT,
            layer("flat", new Flatten()),
            layer("drop", new Dropout(0.5))),
        bad(
            "model.layers.out (dense): needs a row [features] or a sequence [steps, features], but gets"
                + " 1×28×28. Put a flatten layer before it.",
            DIGIT,
            layer("out", dense(10))),
        bad(
            "model.layers.c2 (conv2d): needs an image [channels, height, width], but gets 784."
                + " Give model.input three sizes and put image layers before flatten.",
            DIGIT,
            layer("flat", new Flatten()),
            layer("c2", conv(3, 3))),
        bad(
            "model.layers.p1 (maxPool2d): needs an image [channels, height, width], but gets 28×28."
                + " Give model.input three sizes and put image layers before flatten.",
            Shape.of(28, 28),
            layer("p1", pool(2))),
        bad(
            "model.layers.c3 (conv2d): kernel 5 does not fit the input 8×4×4 padded"
                + " by 0. Use a smaller kernel, more padding, or less pooling before it.",
            DIGIT,
            layer("c1", conv(8, 5)),
            layer("p1", pool(6)),
            layer("c3", conv(8, 5))),
        bad(
            "model.layers.c1 (conv2d): kernel [2, 9] with dilation [1, 4] does not fit the input"
                + " 1×28×28 padded by [0, 1]. Use a smaller kernel, more padding, or less pooling"
                + " before it.",
            DIGIT,
            layer(
                "c1",
                conv(
                    4,
                    new Window(
                        new Extent(List.of(2, 9)),
                        Extent.of(2, 1),
                        Padding.both(new Extent(List.of(0, 1))),
                        new Extent(List.of(1, 4)))))),
        bad(
            "model.layers.p1 (maxPool2d): kernel 65537 with dilation 65536 does not fit the input"
                + " 1×28×28 padded by 0. Use a smaller kernel, more padding, or less pooling"
                + " before it.",
            DIGIT,
            layer("p1", new Pool(window(65537, 1, 0, 65536), Pool.Reduction.MAX))),
        bad(
            "model.layers.c1 (conv2d): its output for 1×28×28 is too large. Correct the layer in"
                + " model.layers.",
            DIGIT,
            layer("c1", conv(4, window(3, 1, Integer.MAX_VALUE, 1)))),
        bad(
            "model.layers.flat (flatten): its output for 65536×65536 is too large. Correct the"
                + " layer in model.layers.",
            Shape.of(65536, 65536),
            layer("flat", new Flatten())),
        bad(
            "model.layers.big (dense) with input 1000: brings the network to over 536870911"
                + " parameters, the most that one buffer of 2 GiB holds. Make it smaller.",
            Shape.of(1000),
            layer("big", dense(536_871))),
        bad(
            "model.layers.a (dense): the name is used twice. Give each one a name of its own.",
            Shape.of(3),
            layer("a", dense(3)),
            layer("a", dense(3))),
        bad(
            "model.layers.b (dense): takes one input, not 2. Name one layer in inputs.",
            Shape.of(3),
            layer("a", dense(3)),
            layer("b", dense(3), "a", "a")),
        bad(
            "model.layers.b (dense) inputs = [c]: c stands below it; a layer reads those above it, so"
                + " that there is no circle. Move the layer, or name another.",
            Shape.of(3),
            layer("a", dense(3)),
            layer("b", dense(3), "c"),
            layer("c", dense(3))));
  }

  @ParameterizedTest
  @MethodSource("badNetworks")
  void refusesAndSaysWhichLayerAndWhichSizes(Bad bad) {
    assertThatThrownBy(
            () -> Network.of(new ModelSpec(bad.input(), bad.layers(), CrossEntropy.PLAIN)))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessage(bad.message());
  }

  /** LeCun's network in Caffe's sizes, whose parameters are counted in many places: 431,080. */
  @Test
  void laysOutLeNet() {
    Network network =
        network(
            DIGIT,
            layer("c1", conv(20, 5)),
            layer("p1", pool(2)),
            layer("c2", conv(50, 5)),
            layer("p2", pool(2)),
            layer("flat", new Flatten()),
            layer("hidden", dense(500)),
            layer("out", dense(10)));
    List<String> shapes = new ArrayList<>();
    network.nodes().forEach(node -> shapes.add(node.output().toString()));
    assertThat(shapes)
        .containsExactly("20×24×24", "20×12×12", "50×8×8", "50×4×4", "800", "500", "10");
    assertThat(network.layout().length()).isEqualTo(431_080);
    assertThat(network.layout().entries().stream().map(ParameterLayout.Entry::name))
        .containsExactly(
            "c1.weight",
            "c1.bias",
            "c2.weight",
            "c2.bias",
            "hidden.weight",
            "hidden.bias",
            "out.weight",
            "out.bias");
    assertThat(network.layout().entries().stream().map(ParameterLayout.Entry::offset))
        .containsExactly(0, 500, 520, 25_520, 25_570, 425_570, 426_070, 431_070);
    assertThat(network.nodes().stream().map(Network.Node::parameterCount))
        .containsExactly(520L, 0L, 25_050L, 0L, 0L, 400_500L, 5_010L);
    assertThat(network.output()).isEqualTo(Shape.of(10));
  }

  @Test
  void aLayerMayReadEarlierOnes() {
    Network network =
        network(
            Shape.of(6),
            layer("a", dense(5)),
            layer("b", dense(5)),
            layer("c", dense(5), "a"),
            layer("d", new Add(), "b", "c", "a"),
            layer("e", dense(2)));
    assertThat(network.nodes().stream().map(Network.Node::sources))
        .containsExactly(List.of(0), List.of(1), List.of(1), List.of(2, 3, 1), List.of(4));
    assertThat(network.nodes().get(3).inputs()).hasSize(3).containsOnly(Shape.of(5));
    assertThat(network.layout().entries().get(4).spec().shape()).isEqualTo(Shape.of(5, 5));
    assertThat(network.outputs().get(0).value()).isEqualTo(5);
  }

  @Test
  void classWeightsAreAsManyAsTheClasses() {
    List<NamedLayer> layers = List.of(layer("out", dense(3)));
    CrossEntropy two = new CrossEntropy(List.of(1.0, 2.0), 0);
    assertThatThrownBy(() -> Network.of(new ModelSpec(Shape.of(5), layers, two)))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessage(
            "model.loss.crossEntropy.classWeights = [1.0, 2.0]: has 2 weights, but layer out has outputs for 3"
                + " classes (3). Give one weight per class, in the order of the classes.");
    CrossEntropy three = new CrossEntropy(List.of(1.0, 2.0, 3.0), 0);
    assertThat(Network.of(new ModelSpec(Shape.of(5), layers, three)).output())
        .isEqualTo(Shape.of(3));
  }
}
