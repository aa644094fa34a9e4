package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.model.Network;
import io.github.bellows.common.random.SeededRandom;
import io.github.bellows.worker.Batches;
import io.github.bellows.worker.TestNetworks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What lies behind the end of a sequence never changes a result. */
class VariableLengthTest {
  private static final int STEPS = 7;
  private static final int FEATURES = 3;
  private static final long[] LENGTHS = {3, 6, 1, 5, 6};
  private static final int WORDS = 11;

  /** A network after {@code input:}, and whether it reads words. */
  record Case(String layers, boolean words) {
    Network network(int steps, boolean variable) {
      String shape = words ? "[" + steps + "]" : "[" + steps + ", " + FEATURES + "]";
      return TestNetworks.of(
          "input: " + shape + "\n" + (variable ? "variableLength: true\n" : "") + layers);
    }

    @Override
    public String toString() {
      return layers.lines().skip(1).findFirst().orElseThrow().strip();
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (String kind : List.of("rnn", "lstm", "gru")) {
      for (String result : List.of("last", "mean")) {
        for (int layers = 1; layers <= 2; layers++) {
          for (boolean both : new boolean[] {false, true}) {
            String options = "layers: " + layers + ", bidirectional: " + both;
            cases.add(sequences(kind + ": { units: 4, return: " + result + ", " + options + " }"));
          }
        }
      }
      cases.add(sequences(kind + ": { units: 4, bias: false, bidirectional: true }"));
    }
    cases.add(sequences("rnn: { units: 4, activation: relu, bidirectional: true, layers: 2 }"));
    cases.add(
        sequences(
            "lstm: { units: 4, return: sequence, bidirectional: true }",
            "dense: { units: 5, activation: softmax }",
            "tanh",
            "gru: { units: 3, return: sequence }",
            "rnn: { units: 4, activation: relu, bidirectional: true, return: mean }"));
    cases.add(
        new Case(layers("embedding: { vocabulary: 11, size: 4 }", "gru: { units: 3 }"), true));
    return cases.stream();
  }

  private static Case sequences(String... layers) {
    return new Case(layers(layers), false);
  }

  private static String layers(String... layers) {
    return "layers:\n  - " + String.join("\n  - ", layers) + "\n  - dense: { units: 3 }\n";
  }

  /**
   * What a network makes of some sequences, and the gradient of the sum of its outputs' squares.
   */
  private record Results(float[] outputs, float[] gradient) {}

  @BeforeAll
  static void load() {
    assertThat(new TorchProvider().describe()).startsWith("libtorch 2.");
    torch.set_num_threads(1);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whateverLiesBehindTheEndsLeavesEveryBit(Case tested) {
    Network network = tested.network(STEPS, true);
    float[] features = features(tested);
    Results clean = compute(network, behindEnds(features, 0), LENGTHS);
    assertThat(clean.outputs()).doesNotContain(Float.NaN);
    for (float noise : new float[] {1e3f, -1e30f, Float.POSITIVE_INFINITY, Float.NaN}) {
      Results noisy = compute(network, behindEnds(features, noise), LENGTHS);
      assertThat(noisy.outputs()).isEqualTo(clean.outputs());
      assertThat(noisy.gradient()).isEqualTo(clean.gradient());
    }
    features[0] = tested.words() ? (features[0] + 1) % WORDS : features[0] + 1;
    assertThat(compute(network, features, LENGTHS).gradient()).isNotEqualTo(clean.gradient());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aSampleAloneAndUncutGivesWhatItGivesInABatch(Case tested) {
    float[] features = behindEnds(features(tested), 1e3f);
    Results batch = compute(tested.network(STEPS, true), features, LENGTHS);
    int width = features.length / LENGTHS.length / STEPS;
    float[] sum = new float[batch.gradient().length];
    for (int sample = 0; sample < LENGTHS.length; sample++) {
      int first = sample * STEPS * width;
      int length = (int) LENGTHS[sample];
      float[] own = Arrays.copyOfRange(features, first, first + length * width);
      Results alone = compute(tested.network(length, false), own, null);
      int outputs = alone.outputs().length;
      assertThat(Arrays.copyOfRange(batch.outputs(), sample * outputs, (sample + 1) * outputs))
          .usingComparatorWithPrecision(1e-6f)
          .containsExactly(alone.outputs());
      for (int i = 0; i < sum.length; i++) {
        sum[i] += alone.gradient()[i];
      }
    }
    for (int i = 0; i < sum.length; i++) {
      assertThat(batch.gradient()[i])
          .as("element %s of the gradient", i)
          .isCloseTo(sum[i], within(1e-5f * Math.max(1, Math.abs(sum[i]))));
    }
  }

  @Test
  void statesThatWouldOverflowInThePaddingDoNot() {
    Network network =
        TestNetworks.of(
            "{ input: [40, 1], variableLength: true, layers: [rnn: { units: 1, activation: relu,"
                + " bias: false, initializer: { constant: { value: 1 } }, recurrentInitializer:"
                + " { constant: { value: 1000 } } }, dense: { units: 1, bias: false,"
                + " initializer: { constant: { value: 1 } } }], loss: meanSquaredError }");
    float[] features = new float[2 * 40]; // the long sample's zeros keep its states at zero
    features[0] = 2;
    features[1] = 3;
    Results results = compute(network, features, new long[] {2, 40});
    // y = 3 + 1000 · 2; y² by input weight, recurrent weight and output weight, by hand.
    assertThat(results.outputs()).containsExactly(2003, 0);
    assertThat(results.gradient()).containsExactly(2 * 2003 * 2003, 2 * 2003 * 2, 2 * 2003 * 2003);
  }

  private static float[] features(Case tested) {
    SeededRandom random = SeededRandom.of(3);
    if (!tested.words()) {
      return Batches.normal(random, LENGTHS.length * STEPS * FEATURES);
    }
    float[] words = new float[LENGTHS.length * STEPS];
    for (int i = 0; i < words.length; i++) {
      words[i] = random.nextInt(WORDS);
    }
    return words;
  }

  private static float[] behindEnds(float[] features, float value) {
    float[] changed = features.clone();
    int width = features.length / LENGTHS.length / STEPS;
    for (int sample = 0; sample < LENGTHS.length; sample++) {
      int first = sample * STEPS * width;
      Arrays.fill(changed, first + (int) LENGTHS[sample] * width, first + STEPS * width, value);
    }
    return changed;
  }

  private static Results compute(Network network, float[] features, long @Nullable [] lengths) {
    try (PointerScope scope = new PointerScope()) {
      List<Tensor> leaves = TorchTensors.leaves(network, 5);
      long samples = features.length / network.features();
      Tensor input = Tensor.create(features, network.spec().input().batched(samples));
      TorchPass pass =
          new TorchPass(
              true,
              1,
              torch.make_generator_cpu(0),
              lengths == null ? null : Tensor.create(lengths));
      Tensor output =
          new TorchNetwork(network, leaves, List.of()).forward(List.of(input), pass).get(0);
      output.square().sum().backward();
      return new Results(TorchTensors.values(output), TorchTensors.gradients(leaves));
    }
  }
}
