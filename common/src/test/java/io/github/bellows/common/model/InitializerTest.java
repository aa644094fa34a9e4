package io.github.bellows.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.model.Window2d.Pair;
import io.github.bellows.common.random.SeededRandom;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InitializerTest {
  private static final int COUNT = 200_000;

  /** An initializer for 300 inputs and 60 outputs, and the bound its paper gives. */
  record Row(Initializer initializer, double bound) {
    @Override
    public String toString() {
      return initializer.toString();
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(new Initializer.Zeros(), 0),
        new Row(new Initializer.GlorotUniform(), 0.1290994449), // sqrt(6 / 360)
        new Row(new Initializer.HeUniform(0), 0.1414213562), // sqrt(6 / 300)
        new Row(new Initializer.HeUniform(0.5), 0.1264911064)); // sqrt(6 / (1.25 * 300))
  }

  @Test
  void everyInitializerHasARow() {
    assertThat(rows().<Class<?>>map(row -> row.initializer().getClass()).distinct())
        .containsExactlyInAnyOrder(Initializer.class.getPermittedSubclasses());
  }

  /** A uniform distribution in ±b has mean 0 and variance b² / 3; x² has variance 4b⁴ / 45. */
  @ParameterizedTest
  @MethodSource("rows")
  void fillsItsRangeWithTheMomentsOfItsPaper(Row row) {
    float[] values = new float[COUNT + 2];
    Arrays.fill(values, 7);
    row.initializer().fill(values, 1, COUNT + 1, 300, 60, SeededRandom.of(1));
    assertThat(values[0]).isEqualTo(7);
    assertThat(values[COUNT + 1]).isEqualTo(7);
    double bound = row.bound();
    double largest = IntStream.rangeClosed(1, COUNT).mapToDouble(i -> values[i]).max().orElse(9);
    double smallest = IntStream.rangeClosed(1, COUNT).mapToDouble(i -> values[i]).min().orElse(9);
    assertThat(largest).isCloseTo(bound, within(1e-4 * bound));
    assertThat(smallest).isCloseTo(-bound, within(1e-4 * bound));
    double mean = IntStream.rangeClosed(1, COUNT).mapToDouble(i -> values[i]).sum() / COUNT;
    assertThat(mean).isCloseTo(0, within(5 * bound / Math.sqrt(3.0 * COUNT)));
    double squares =
        IntStream.rangeClosed(1, COUNT).mapToDouble(i -> (double) values[i] * values[i]).sum();
    assertThat(squares / COUNT)
        .isCloseTo(bound * bound / 3, within(5 * bound * bound * Math.sqrt(4 / 45.0 / COUNT)));
  }

  @Test
  void theActivationBehindALayerDecides() {
    Window2d window = new Window2d(new Pair(3, 5), Pair.square(1), Pair.square(0), Pair.square(1));
    Initializer he = new Initializer.HeUniform(0);
    Initializer glorot = new Initializer.GlorotUniform();
    Shape image = Shape.of(4, 9, 9);
    // Fans of a convolution: channels × kernel elements, filters × kernel elements.
    assertThat(new Conv2d(6, window, true, new Activation.Relu()).parameters(image))
        .containsExactly(
            new ParameterSpec("weight", Shape.of(6, 4, 3, 5), he, 60, 90),
            new ParameterSpec("bias", Shape.of(6), new Initializer.Zeros(), 60, 90));
    assertThat(new Conv2d(6, window, false, new Activation.Sigmoid()).parameters(image))
        .containsExactly(new ParameterSpec("weight", Shape.of(6, 4, 3, 5), glorot, 60, 90));
    assertThat(new Dense(3, true, new Activation.LeakyRelu(0.2)).parameters(Shape.of(8)))
        .containsExactly(
            new ParameterSpec("weight", Shape.of(3, 8), new Initializer.HeUniform(0.2), 8, 3),
            new ParameterSpec("bias", Shape.of(3), new Initializer.Zeros(), 8, 3));
    assertThat(new Dense(3, false, new Activation.Tanh()).parameters(Shape.of(8)))
        .containsExactly(new ParameterSpec("weight", Shape.of(3, 8), glorot, 8, 3));
    assertThat(new Activation.Identity().defaultInitializer()).isEqualTo(glorot);
  }

  private static Network network(int lastUnits) {
    Activation relu = new Activation.Relu();
    List<NamedLayer> layers =
        List.of(
            new NamedLayer("flat", List.of(), new Flatten()),
            new NamedLayer("a", List.of(), new Dense(11, true, relu)),
            new NamedLayer("b", List.of(), new Dense(7, true, new Activation.Tanh())),
            new NamedLayer("c", List.of(), new Dense(lastUnits, true, relu)));
    return Network.of(new ModelSpec(Shape.of(1, 5, 5), layers, Loss.CROSS_ENTROPY));
  }

  /** Computed once, in Python: resumed runs and other machines must start from the same bits. */
  @Test
  void aSeedMakesTheseBits() throws Exception {
    float[] values = network(3).initialParameters(42);
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    String digest =
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    assertThat(digest)
        .isEqualTo("71f1c14e0b3caa768493187b2aa1023463df71d622653249d903462fc1248682");
  }

  @Test
  void theLayersAboveKeepTheirValuesWhenTheLastChanges() {
    float[] three = network(3).initialParameters(42);
    float[] four = network(4).initialParameters(42);
    int shared = 25 * 11 + 11 + 11 * 7 + 7;
    assertThat(Arrays.copyOf(four, shared)).isEqualTo(Arrays.copyOf(three, shared));
  }

  @Test
  void everySeedAndTensorDrawsItsOwn() {
    float[] one = network(7).initialParameters(1);
    assertThat(network(7).initialParameters(1)).isEqualTo(one);
    assertThat(network(7).initialParameters(2)).isNotEqualTo(one);
    // Tensors b (7×11) and c (7×7) of one seed: a shared generator's bits would repeat in ratio.
    int b = 25 * 11 + 11;
    int c = b + 11 * 7 + 7;
    assertThat(one[b] / one[c]).isNotEqualTo(one[b + 1] / one[c + 1]);
    assertThat(Arrays.copyOfRange(one, b + 77, b + 84)).containsOnly(0);
  }
}
