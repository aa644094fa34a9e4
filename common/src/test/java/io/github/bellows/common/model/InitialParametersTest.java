package io.github.bellows.common.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.initial.GlorotUniform;
import io.github.bellows.common.initial.HeUniform;
import io.github.bellows.common.initial.Initializer;
import io.github.bellows.common.initial.Zeros;
import io.github.bellows.common.loss.CrossEntropy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class InitialParametersTest {
  @Test
  void theActivationBehindALayerDecides() {
    Extent one = Extent.of(2, 1);
    Window window = new Window(new Extent(List.of(3, 5)), one, Padding.of(2, 0), one);
    Initializer he = new HeUniform(0);
    Initializer glorot = new GlorotUniform();
    Shape image = Shape.of(4, 9, 9);
    // Fans of a convolution: channels × kernel elements, filters × kernel elements.
    assertThat(
            new Conv(6, window, 1, true, new Activation.Relu(), Initialization.DEFAULT)
                .parameters(image))
        .containsExactly(
            new ParameterSpec("weight", Shape.of(6, 4, 3, 5), he, 60, 90),
            new ParameterSpec("bias", Shape.of(6), new Zeros(), 60, 90));
    assertThat(
            new Conv(6, window, 1, false, new Activation.Sigmoid(), Initialization.DEFAULT)
                .parameters(image))
        .containsExactly(new ParameterSpec("weight", Shape.of(6, 4, 3, 5), glorot, 60, 90));
    assertThat(new Dense(3, true, new Activation.LeakyRelu(0.2)).parameters(Shape.of(8)))
        .containsExactly(
            new ParameterSpec("weight", Shape.of(3, 8), new HeUniform(0.2), 8, 3),
            new ParameterSpec("bias", Shape.of(3), new Zeros(), 8, 3));
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
    return Network.of(new ModelSpec(Shape.of(1, 5, 5), layers, CrossEntropy.PLAIN));
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
