package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.ParameterLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sequences of different lengths against what PyTorch makes of them as packed sequences. */
class SequenceGoldenTest {
  /** Of the largest element of the same tensor; ours is fp32, the expected value float64. */
  private static final double RELATIVE = 1e-5;

  static List<GoldenCase> cases() {
    return GoldenCase.all(Path.of("src/test/resources/golden/sequences"));
  }

  @BeforeAll
  static void load() {
    assertThat(new TorchProvider().describe()).startsWith("libtorch 2.");
    torch.set_num_threads(1);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void outputsAgreeInEvaluation(GoldenCase golden) {
    try (PointerScope scope = new PointerScope()) {
      Tensor output = forward(golden, leaves(golden), false);
      assertAgree("outputs", TorchTensors.values(output), golden.numbers("outputs"));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lossAndGradientAgreeInTraining(GoldenCase golden) {
    Network network = golden.network();
    List<Tensor> leaves = leaves(golden);
    try (PointerScope scope = new PointerScope()) {
      Tensor output = forward(golden, leaves, true);
      Tensor loss =
          new TorchObjective(network)
              .sum(List.of(output), TorchTargets.of(network, golden.batch()))
              .loss();
      loss.backward();
      double expected = golden.expected().required("trainLoss").doubleValue();
      assertThat(loss.item_double()).isCloseTo(expected, within(RELATIVE * Math.abs(expected)));
      float[] ours = TorchTensors.gradients(leaves);
      float[] theirs = golden.numbers("gradient");
      assertThat(ours).hasSameSizeAs(theirs);
      for (ParameterLayout.Entry entry : network.layout().entries()) {
        assertAgree(
            entry.name(),
            Arrays.copyOfRange(ours, entry.offset(), entry.end()),
            Arrays.copyOfRange(theirs, entry.offset(), entry.end()));
      }
    }
  }

  private static List<Tensor> leaves(GoldenCase golden) {
    return TorchTensors.leaves(golden.network(), golden.numbers("values"));
  }

  private static Tensor forward(GoldenCase golden, List<Tensor> leaves, boolean training) {
    Network network = golden.network();
    JsonNode lengths = golden.expected().required("lengths");
    long[] ends =
        StreamSupport.stream(lengths.spliterator(), false).mapToLong(JsonNode::longValue).toArray();
    Tensor input =
        Tensor.create(golden.numbers("features"), network.spec().input().batched(ends.length));
    TorchPass pass = new TorchPass(training, 1, torch.make_generator_cpu(0), Tensor.create(ends));
    return new TorchNetwork(network, leaves, List.of()).forward(List.of(input), pass).get(0);
  }

  private static void assertAgree(String tensor, float[] ours, float[] expected) {
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(ours).hasSameSizeAs(expected);
    for (int i = 0; i < ours.length; i++) {
      assertThat((double) ours[i])
          .as("%s[%s]", tensor, i)
          .isCloseTo(expected[i], within(RELATIVE * largest));
    }
  }
}
