package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Network;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every message that a convolution, a pooling or a rearranging layer with impossible sizes leads
 * to.
 */
class ConvolutionMessagesTest {
  /** Input, layer, message: what the options alone tell, with key and line. */
  static List<Arguments> badOptions() {
    return List.of(
        Arguments.of(
            "conv1d: { filters: 4, kernel: 3, groups: 3 }",
            "conv1d.groups = 3: must divide the 4 filters. Write another value."),
        Arguments.of(
            "conv3d: { filters: 4, kernel: 3, stride: 2, padding: same }",
            "conv3d.padding = same: needs stride 1, but stride is 2. Write the padding as a"
                + " number."),
        Arguments.of(
            "conv2d: { filters: 4, kernel: [3, 3, 3] }",
            "conv2d.kernel = [3, 3, 3]: must be a whole number of at least 1, or [height, width]."
                + " Write for example 3."),
        Arguments.of(
            "convTranspose2d: { filters: 4, kernel: 3, outputPadding: 1 }",
            "convTranspose2d.outputPadding = 1: must be below the stride (1) or the dilation (1)."
                + " Write another value."),
        Arguments.of(
            "convTranspose2d: { filters: 4, kernel: 3, stride: [3, 2], outputPadding: 2 }",
            "convTranspose2d.outputPadding = 2: must be below the stride ([3, 2]) or the dilation"
                + " (1). Write another value."),
        Arguments.of(
            "convTranspose1d: { filters: 4, kernel: 3, padding: same }",
            "convTranspose1d.padding = same: must be a whole number of at least 0, or [length]."
                + " Write for example 0."),
        Arguments.of(
            "convTranspose3d: { filters: 5, kernel: 3, groups: 2 }",
            "convTranspose3d.groups = 2: must divide the 5 filters. Write another value."),
        Arguments.of(
            "maxPool1d: { kernel: 3, padding: 2 }",
            "maxPool1d.padding = 2: must be at most half the kernel (3). Write another value."),
        Arguments.of(
            "lpPool2d: { kernel: 2, p: 0.5 }",
            "lpPool2d.p = 0.5: must be at least 1 and finite. Write another value."),
        Arguments.of(
            "lpPool2d: { kernel: 2, p: 0 }",
            "lpPool2d.p = 0: must be a number above 0. Write for example 2."),
        Arguments.of(
            "crossChannelPool: { size: 0 }",
            "crossChannelPool.size = 0: must be a whole number of at least 1. Write for example"
                + " 2."),
        Arguments.of(
            "crossChannelPool: { size: 2, kind: mean }",
            "crossChannelPool.kind = mean: must be max or avg. Write for example max."),
        Arguments.of(
            "upsample2d: { factor: 0 }",
            "upsample2d.factor = 0: must be a whole number of at least 1, or [height, width]. Write"
                + " for example 3."),
        Arguments.of(
            "upsample2d: { factor: 2, mode: bilinar }",
            "upsample2d.mode = bilinar: must be nearest or bilinear. Did you mean bilinear?"),
        Arguments.of(
            "reshape: { shape: [-1, -1] }",
            "reshape.shape = [-1, -1]: must be sizes of at least 1, one of which may be -1. Write"
                + " another value."),
        Arguments.of(
            "reshape: { shape: [4, 0] }",
            "reshape.shape = [4, 0]: must be sizes of at least 1, one of which may be -1. Write"
                + " another value."),
        Arguments.of(
            "reshape: { shape: [-2] }",
            "reshape.shape.0 = -2: must be a whole number of at least -1. Write for example 1."),
        Arguments.of(
            "reshape: { shape: [] }",
            "reshape.shape = []: must not be empty. Write for example [1, 28, 28]."),
        Arguments.of(
            "reshape: { shape: 7 }",
            "reshape.shape = 7: must be a list. Write for example [1, 28, 28]."),
        Arguments.of(
            "reshape", "reshape.shape: is required. Write for example shape: [1, 28, 28]."),
        Arguments.of(
            "permute: { order: [1, 3] }",
            "permute.order = [1, 3]: must hold the input's dimensions, counted from 1, each once."
                + " Write another value."),
        Arguments.of(
            "permute: { order: [2, 2, 1] }",
            "permute.order = [2, 2, 1]: must hold the input's dimensions, counted from 1, each"
                + " once. Write another value."));
  }

  @ParameterizedTest
  @MethodSource("badOptions")
  void whatTheOptionsTell(String layer, String message) {
    assertThatThrownBy(() -> ModelYaml.read(model("[1, 9, 9]", layer), "m"))
        .isInstanceOfSatisfying(TrainingException.class, ConvolutionMessagesTest::isConfiguration)
        .hasMessage("layers.0." + message + " (m:3)");
  }

  /** What the sizes of the input tell, with the layer's name. */
  static List<Arguments> badSizes() {
    return List.of(
        Arguments.of(
            "[3, 20]",
            "conv1d: { filters: 4, kernel: 5, dilation: 6, padding: 2 }",
            "model.layers.conv1d1 (conv1d): kernel 5 with dilation 6 does not fit the input 3×20"
                + " padded by 2. Use a smaller kernel, more padding, or less pooling before it."),
        Arguments.of(
            "[3, 4, 8, 8]",
            "conv3d: { name: c1, filters: 4, kernel: 5 }",
            "model.layers.c1 (conv3d): kernel 5 does not fit the input 3×4×8×8 padded by 0. Use a"
                + " smaller kernel, more padding, or less pooling before it."),
        Arguments.of(
            "[3, 8, 8]",
            "conv2d: { name: c1, filters: 4, kernel: 3, groups: 2 }",
            "model.layers.c1 (conv2d): gets 3 channels (3×8×8), which its 2 groups do not divide."
                + " Choose groups that divide both channels and filters."),
        Arguments.of(
            "[3, 8, 8]",
            "convTranspose2d: { name: up, filters: 4, kernel: 3, groups: 2 }",
            "model.layers.up (convTranspose2d): gets 3 channels (3×8×8), which its 2 groups do not"
                + " divide. Choose groups that divide both channels and filters."),
        Arguments.of(
            "[3, 2, 2]",
            "convTranspose2d: { name: up, filters: 4, kernel: 2, padding: 2 }",
            "model.layers.up (convTranspose2d): padding 2 cuts off all that kernel 2 with stride 1"
                + " makes of the input 3×2×2. Use less padding or a larger kernel."),
        Arguments.of(
            "[3, 8, 8]",
            "convTranspose2d: { name: up, filters: 4, kernel: 2, stride: 2000000000 }",
            "model.layers.up (convTranspose2d): its output for 3×8×8 is too large. Correct the"
                + " layer in model.layers."),
        Arguments.of(
            "[3, 8]",
            "lpPool1d: { name: p, kernel: 9 }",
            "model.layers.p (lpPool1d): kernel 9 does not fit the input 3×8 padded by 0. Use a"
                + " smaller kernel, more padding, or less pooling before it."),
        Arguments.of(
            "[10]",
            "globalAvgPool: { name: g }",
            "model.layers.g (globalAvgPool): needs channels and one to three sizes to pool over,"
                + " such as [channels, height, width], but gets 10. Put it before flatten."),
        Arguments.of(
            "[10, 4, 4]",
            "crossChannelPool: { name: m, size: 3 }",
            "model.layers.m (crossChannelPool): gets 10 channels (10×4×4), which its size 3 does"
                + " not divide. Choose a size that divides the channels."),
        Arguments.of(
            "[1, 30000, 30000]",
            "upsample2d: { name: u, factor: 100000 }",
            "model.layers.u (upsample2d): its output for 1×30000×30000 is too large. Correct the"
                + " layer in model.layers."),
        Arguments.of(
            "[3, 7]",
            "reshape: { name: r, shape: [4, 5] }",
            "model.layers.r (reshape): makes [4, 5], so the elements must be 20, but gets 3×7,"
                + " which are 21. Choose sizes with that product, or write -1 for one of them."),
        Arguments.of(
            "[3, 7]",
            "reshape: { name: r, shape: [4, -1] }",
            "model.layers.r (reshape): makes [4, -1], so the elements must be a multiple of 4, but"
                + " gets 3×7, which are 21. Choose sizes with that product, or write -1 for one of"
                + " them."),
        Arguments.of(
            "[3, 7]",
            "permute: { name: p, order: [3, 1, 2] }",
            "model.layers.p (permute): orders 3 dimensions, but gets 2 (3×7). Name each dimension"
                + " of the input in order, counted from 1."));
  }

  @ParameterizedTest
  @MethodSource("badSizes")
  void whatTheSizesTell(String input, String layer, String message) {
    assertThatThrownBy(() -> Network.of(ModelYaml.read(model(input, layer), "m")))
        .isInstanceOfSatisfying(TrainingException.class, ConvolutionMessagesTest::isConfiguration)
        .hasMessage(message);
  }

  private static String model(String input, String layer) {
    return "input: " + input + "\nlayers:\n  - " + layer + "\n";
  }

  private static void isConfiguration(TrainingException error) {
    Assertions.assertThat(error.code()).isEqualTo(ErrorCode.CONFIGURATION);
  }
}
