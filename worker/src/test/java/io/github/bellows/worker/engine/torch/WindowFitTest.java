package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.Conv;
import io.github.bellows.common.model.ConvTranspose;
import io.github.bellows.common.model.Extent;
import io.github.bellows.common.model.Initialization;
import io.github.bellows.common.model.LpPool;
import io.github.bellows.common.model.NamedLayer;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Padding;
import io.github.bellows.common.model.ParameterSpec;
import io.github.bellows.common.model.Pool;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.ShapeException;
import io.github.bellows.common.model.TransposedWindow;
import io.github.bellows.common.model.UnaryLayer;
import io.github.bellows.common.model.Window;
import io.github.bellows.common.random.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random windows: ours fit exactly when libtorch accepts them, and make the same sizes. */
class WindowFitTest {
  private static final int SAMPLES = 2;
  private static final Activation NONE = new Activation.Identity();

  private final SeededRandom random = SeededRandom.of(11);

  @ParameterizedTest
  @ValueSource(strings = {"conv", "transposed", "max", "average", "norm"})
  void windowsFitWhenLibtorchSaysSo(String kind) {
    int fits = 0;
    int refusals = 0;
    while (fits < 100 || refusals < 25) {
      int dimensions = 1 + random.nextInt(kind.equals("norm") ? 2 : 3);
      UnaryLayer spec = layer(kind, dimensions);
      Shape input = input(dimensions);
      if (inferred(spec, input) == null) {
        refusals++;
        assertThat(libtorchRefuses(spec, input)).as("%s on %s", spec, input).isTrue();
      } else {
        fits++;
        assertThat(libtorchSizes(spec, input))
            .as("%s on %s", spec, input)
            .isEqualTo(inferred(spec, input));
      }
    }
  }

  /** Returns whether libtorch throws, or makes an output without elements. */
  private static boolean libtorchRefuses(UnaryLayer spec, Shape input) {
    try {
      return LongStream.of(libtorchSizes(spec, input)).anyMatch(size -> size < 1);
    } catch (RuntimeException e) {
      return true;
    }
  }

  private static long @Nullable [] inferred(UnaryLayer spec, Shape input) {
    try {
      return spec.outputShape(input).batched(SAMPLES);
    } catch (ShapeException e) {
      return null;
    }
  }

  private Shape input(int dimensions) {
    List<Integer> sizes = new ArrayList<>(List.of(1 + random.nextInt(2)));
    for (int d = 0; d < dimensions; d++) {
      sizes.add(1 + random.nextInt(7));
    }
    return new Shape(sizes);
  }

  private Extent extent(int dimensions, int from, int choices) {
    return new Extent(
        IntStream.range(0, dimensions).map(d -> from + random.nextInt(choices)).boxed().toList());
  }

  private UnaryLayer layer(String kind, int dimensions) {
    Extent kernel = extent(dimensions, 1, 4);
    Extent stride = extent(dimensions, 1, 3);
    Extent dilation = extent(dimensions, 1, 3);
    Extent padding = extent(dimensions, 0, 3);
    Extent one = Extent.of(dimensions, 1);
    Window window = new Window(kernel, stride, Padding.both(padding), dilation);
    Extent half =
        new Extent(
            IntStream.range(0, dimensions)
                .mapToObj(d -> Math.min(padding.size(d), kernel.size(d) / 2))
                .toList());
    Window halfPadded = new Window(kernel, stride, Padding.both(half), dilation);
    Window undilated = new Window(kernel, stride, Padding.both(half), one);
    Window plain = new Window(kernel, stride, Padding.of(dimensions, 0), one);
    return switch (kind) {
      case "conv" -> new Conv(2, window, 1, true, NONE, Initialization.DEFAULT);
      case "transposed" -> transposed(window);
      case "max" -> new Pool(halfPadded, Pool.Reduction.MAX);
      case "average" -> new Pool(undilated, Pool.Reduction.AVERAGE);
      default -> new LpPool(plain, 2);
    };
  }

  private ConvTranspose transposed(Window window) {
    Extent added =
        new Extent(
            IntStream.range(0, window.dimensions())
                .map(d -> Math.max(window.stride().size(d), window.dilation().size(d)))
                .map(random::nextInt)
                .boxed()
                .toList());
    return new ConvTranspose(
        2, new TransposedWindow(window, added), 1, true, NONE, Initialization.DEFAULT);
  }

  private static long[] libtorchSizes(UnaryLayer spec, Shape input) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGradients = new NoGradGuard()) {
      List<Tensor> leaves = new ArrayList<>();
      for (ParameterSpec parameter : spec.parameters(input)) {
        leaves.add(torch.ones(parameter.shape().toLongs()));
      }
      NamedLayer named = new NamedLayer("tested", List.of(), spec);
      Network.Node node =
          new Network.Node(named, List.of(0), List.of(input), input, false, List.of(), List.of());
      TorchLayer layer =
          TorchLayers.translate(new TorchLayers.Place(0, node, leaves, 0, List.of()));
      TorchPass pass = new TorchPass(true, 1, torch.make_generator_cpu(0), null);
      Tensor output = layer.forward(List.of(torch.ones(input.batched(SAMPLES))), pass);
      return IntStream.range(0, (int) output.dim()).mapToLong(output::size).toArray();
    }
  }
}
