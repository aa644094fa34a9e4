package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Permute;
import io.github.bellows.common.model.Reshape;
import io.github.bellows.common.random.SeededRandom;
import io.github.bellows.worker.Batches;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Images whose channels are fastest in memory: the order in which convolutions get them. */
class ChannelsLastTest {
  private static final int SAMPLES = 3;

  /** What one layer makes of an input, and the gradient of the sum of its squares. */
  private record Result(Tensor output, Tensor gradient) {}

  static List<LayerRow> imageRows() {
    return ConvolutionRows.all().stream()
        .filter(row -> row.inputs().get(0).equals(ConvolutionRows.IMAGE))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("imageRows")
  void theOrderInMemoryChangesNoResultAndIsPassedOn(LayerRow row) {
    try (PointerScope scope = new PointerScope()) {
      Tensor image = normal(ConvolutionRows.IMAGE.batched(SAMPLES), 5);
      Result plain = compute(row, image);
      Result channelsLast = compute(row, image.contiguous(torch.MemoryFormat.ChannelsLast));
      assertThat(channelsLast.output().allclose(plain.output(), 1e-5, 1e-5, false)).isTrue();
      assertThat(channelsLast.gradient().allclose(plain.gradient(), 1e-4, 1e-4, false)).isTrue();
      boolean rearranges = row.spec() instanceof Reshape || row.spec() instanceof Permute;
      if (channelsLast.output().dim() == 4 && !rearranges) {
        assertThat(channelsLast.output().is_contiguous(torch.MemoryFormat.ChannelsLast))
            .as("channels last in memory")
            .isTrue();
      }
    }
  }

  private static Result compute(LayerRow row, Tensor image) {
    Network network = row.network();
    List<Tensor> leaves =
        network.layout().learnedEntries().stream()
            .map(entry -> normal(entry.spec().shape().toLongs(), entry.offset()))
            .toList();
    Tensor input = image.detach().set_requires_grad(true);
    TorchPass pass = new TorchPass(true, 1, torch.make_generator_cpu(0), null);
    Tensor output =
        new TorchNetwork(network, leaves, List.of())
            .values(List.of(input), pass)
            .get(network.firstLayerValue());
    output.square().sum().backward();
    return new Result(output.detach(), input.grad());
  }

  private static Tensor normal(long[] sizes, long seed) {
    int count = 1;
    for (long size : sizes) {
      count *= (int) size;
    }
    return Tensor.create(Batches.normal(SeededRandom.of(seed), count), sizes);
  }
}
