package io.github.bellows.common.model.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.ActivationLayer;
import io.github.bellows.common.model.Add;
import io.github.bellows.common.model.Conv;
import io.github.bellows.common.model.Dense;
import io.github.bellows.common.model.Extent;
import io.github.bellows.common.model.Flatten;
import io.github.bellows.common.model.Initialization;
import io.github.bellows.common.model.LayerSpec;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.NamedLayer;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Padding;
import io.github.bellows.common.model.Permute;
import io.github.bellows.common.model.Pool;
import io.github.bellows.common.model.Recurrent;
import io.github.bellows.common.model.Reshape;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.Window;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkSummaryTest {
  private static final Activation NONE = new Activation.Identity();

  private final List<NamedLayer> layers = new ArrayList<>();

  private NetworkSummaryTest add(String name, LayerSpec spec, String... inputs) {
    layers.add(new NamedLayer(name, List.of(inputs), spec));
    return this;
  }

  private NetworkSummary summary(Shape input) {
    return NetworkSummary.of(Network.of(new ModelSpec(input, layers, CrossEntropy.PLAIN)));
  }

  private static Window window(int kernel, int stride, int padding) {
    return new Window(
        Extent.of(2, kernel), Extent.of(2, stride), Padding.of(2, padding), Extent.of(2, 1));
  }

  private static Conv conv(int filters, int kernel, int stride, int padding) {
    return new Conv(
        filters, window(kernel, stride, padding), 1, true, NONE, Initialization.DEFAULT);
  }

  private static Pool pool(int kernel, int stride, int padding) {
    return new Pool(window(kernel, stride, padding), Pool.Reduction.MAX);
  }

  private static Dense dense(int units) {
    return new Dense(units, true, NONE);
  }

  private static LayerSummary layer(NetworkSummary summary, String name) {
    return summary.layers().stream().filter(l -> l.name().equals(name)).findFirst().orElseThrow();
  }

  private static void assertField(NetworkSummary summary, String name, long size, long jump) {
    ReceptiveField field = layer(summary, name).field().orElseThrow();
    assertThat(field.sizes()).as(name).containsExactly(size, size);
    assertThat(field.jumps()).as(name).containsExactly(jump, jump);
  }

  /** LeNet by hand: c1 sees 5; pooled 6 at jump 2; c2 adds 4·2; pooled adds 2 at jump 4. */
  @Test
  void lenetByHand() {
    add("c1", conv(20, 5, 1, 0)).add("p1", pool(2, 2, 0)).add("c2", conv(50, 5, 1, 0));
    add("p2", pool(2, 2, 0)).add("flat", new Flatten()).add("out", dense(10));
    NetworkSummary summary = summary(Shape.of(1, 28, 28));
    assertField(summary, "c1", 5, 1);
    assertField(summary, "p1", 6, 2);
    assertField(summary, "c2", 14, 2);
    assertField(summary, "p2", 16, 4);
    assertThat(layer(summary, "flat").field()).isEmpty();
    assertThat(layer(summary, "out").field()).isEmpty();
    assertThat(summary.layers().stream().map(LayerSummary::multiplyAdds))
        .containsExactly(20 * 24 * 24 * 25L, 0L, 50 * 8 * 8 * 20 * 25L, 0L, 0L, 800 * 10L);
    assertThat(summary.multiplyAdds()).isEqualTo(288_000 + 1_600_000 + 8_000);
    assertThat(summary.parameters()).isEqualTo(520 + 25_050 + 8_010);
    assertThat(summary.statistics()).isZero();
    // Inputs 784 once; outputs 11520, 2880, 3200, 800, 800, 10 as values and gradients; 4 bytes.
    assertThat(summary.bytesPerSample()).isEqualTo(4 * (784 + 2 * 19_210));
  }

  /** Araujo et al., Distill 2019, table: vgg_16 sees 212 at stride 32. */
  @Test
  void vgg16AsPublished() {
    int[] convolutions = {2, 2, 3, 3, 3};
    for (int stage = 0; stage < 5; stage++) {
      for (int i = 0; i < convolutions[stage]; i++) {
        add("c" + stage + i, conv(4, 3, 1, 1));
      }
      add("p" + stage, pool(2, 2, 0));
    }
    NetworkSummary summary = summary(Shape.of(3, 224, 224));
    assertField(summary, "p4", 212, 32);
  }

  /** The same table: alexnet_v2 sees 195 at stride 32. */
  @Test
  void alexnetAsPublished() {
    add("c1", conv(4, 11, 4, 0)).add("p1", pool(3, 2, 0)).add("c2", conv(4, 5, 1, 2));
    add("p2", pool(3, 2, 0)).add("c3", conv(4, 3, 1, 1)).add("c4", conv(4, 3, 1, 1));
    add("c5", conv(4, 3, 1, 1)).add("p5", pool(3, 2, 0));
    assertField(summary(Shape.of(3, 224, 224)), "p5", 195, 32);
  }

  /** The same table: resnet_v1_50, whose stages end with stride 2, sees 483 at stride 32. */
  @Test
  void resnet50AsPublished() {
    add("stem", conv(4, 7, 2, 3)).add("pool", pool(3, 2, 1));
    int[] units = {3, 4, 6, 3};
    String above = "pool";
    for (int stage = 0; stage < 4; stage++) {
      for (int unit = 0; unit < units[stage]; unit++) {
        String name = "s" + stage + "u" + unit;
        int stride = stage < 3 && unit == units[stage] - 1 ? 2 : 1;
        add(name + "short", pool(1, stride, 0), above);
        add(name + "a", conv(4, 1, 1, 0), above);
        add(name + "b", conv(4, 3, stride, 1)).add(name + "c", conv(4, 1, 1, 0));
        add(name, new Add(), name + "c", name + "short");
        above = name;
      }
    }
    assertField(summary(Shape.of(4, 224, 224)), above, 483, 32);
  }

  /** Kernel 3 with dilation 2 sees 5; [3, 5] and stride [1, 2] differ by dimension. */
  @Test
  void dilationAndUnequalSidesCount() {
    Window wide =
        new Window(
            new Extent(List.of(3, 5)),
            new Extent(List.of(1, 2)),
            Padding.of(2, 0),
            new Extent(List.of(2, 1)));
    add("a", new Conv(2, wide, 1, true, NONE, Initialization.DEFAULT)).add("b", conv(2, 3, 1, 0));
    ReceptiveField field = layer(summary(Shape.of(1, 30, 30)), "b").field().orElseThrow();
    assertThat(field.sizes()).containsExactly(5 + 2L, 5 + 2 * 2L);
    assertThat(field.jumps()).containsExactly(1L, 2L);
  }

  /** Branches of kernel 5, padded by 4 in front alone: [−4, 0], and of 3, padded by 1: [−1, 1]. */
  @Test
  void branchesThatLookAsideSeeMoreThanEither() {
    Padding before = new Padding(Extent.of(1, 4), Extent.of(1, 0));
    Window causal = new Window(Extent.of(1, 5), Extent.of(1, 1), before, Extent.of(1, 1));
    Window centred =
        new Window(Extent.of(1, 3), Extent.of(1, 1), Padding.of(1, 1), Extent.of(1, 1));
    Initialization standard = Initialization.DEFAULT;
    add("a", new Conv(2, causal, 1, true, NONE, standard), "input");
    add("b", new Conv(2, centred, 1, true, NONE, standard), "input");
    add("sum", new Add(), "a", "b").add("r", new ActivationLayer(new Activation.Relu()));
    ReceptiveField field = layer(summary(Shape.of(2, 20)), "r").field().orElseThrow();
    assertThat(field).isEqualTo(new ReceptiveField(List.of(-4L), List.of(6L), List.of(1L)));
  }

  /**
   * LeCun's argument: 20 kernels of 25 weights serve 20·24·24 places of 25 inputs each. Without a
   * bias none is counted in the comparison either.
   */
  @Test
  void sharingIsMadeVisible() {
    add("c1", conv(20, 5, 1, 0));
    add("c2", new Conv(6, window(3, 1, 1), 2, false, NONE, Initialization.DEFAULT));
    add("p", pool(2, 2, 0)).add("flat", new Flatten()).add("out", dense(3));
    NetworkSummary summary = summary(Shape.of(1, 28, 28));
    assertThat(layer(summary, "c1").sharing())
        .contains(new WeightSharing(520, 11_520 * 26, 11_520 * 785));
    // Two groups of 10 channels: each of 6·24·24 outputs sees 10·9 inputs.
    assertThat(layer(summary, "c2").sharing())
        .contains(new WeightSharing(6 * 90, 3_456 * 90, 3_456L * 11_520));
    assertThat(layer(summary, "p").sharing()).isEmpty();
    assertThat(layer(summary, "out").sharing()).isEmpty();
  }

  @Test
  void saysWhatEachLayerReads() {
    add("a", dense(5)).add("b", dense(5), "input").add("c", new Add(), "a", "b").add("d", dense(2));
    NetworkSummary summary = summary(Shape.of(6));
    assertThat(summary.layers().stream().map(LayerSummary::reads))
        .containsExactly(List.of("input"), List.of("input"), List.of("a", "b"), List.of("c"));
    assertThat(summary.layers().stream().map(LayerSummary::readsAbove))
        .containsExactly(true, false, false, true);
    assertThat(summary.layers()).noneMatch(layer -> layer.field().isPresent());
  }

  /** A layer's own activation needs what it read: twice the output; a row sees no places. */
  @Test
  void activationsInsideALayerTakeMemoryToo() {
    add("a", new Dense(5, true, new Activation.Relu()))
        .add("r", new ActivationLayer(new Activation.Tanh()));
    add("b", dense(2));
    assertThat(summary(Shape.of(6)).bytesPerSample()).isEqualTo(4 * (6 + 2 * (10 + 5 + 2)));
  }

  /** Behind a layer that moves elements about there are no places to see, even if sizes agree. */
  @Test
  void layersThatMoveElementsEndTheField() {
    for (LayerSpec moving : List.of(new Permute(List.of(1, 3, 2)), new Reshape(List.of(3, 8, 8)))) {
      layers.clear();
      add("c", conv(3, 3, 1, 1)).add("moving", moving).add("d", conv(3, 3, 1, 1));
      NetworkSummary summary = summary(Shape.of(1, 8, 8));
      assertField(summary, "c", 3, 1);
      assertThat(layer(summary, "moving").field()).isEmpty();
      assertThat(layer(summary, "d").field()).isEmpty();
    }
  }

  /** An LSTM keeps 4 gates, cell and state of each of 7 steps; its input is 7·3, its output 5. */
  @Test
  void recurrentLayersKeepTheirSteps() {
    Initialization standard = Initialization.DEFAULT;
    Recurrent.Stack single = Recurrent.Stack.SINGLE;
    add("a", new Recurrent(Recurrent.Cell.LSTM, 5, true, single, Recurrent.Result.LAST, standard));
    NetworkSummary summary = summary(Shape.of(7, 3));
    assertThat(summary.bytesPerSample()).isEqualTo(4 * (21 + 2 * (7 * 5 * 6 + 5)));
    layers.clear();
    Recurrent.Stack two = new Recurrent.Stack(2, true, 0);
    add("a", new Recurrent(Recurrent.Cell.GRU, 5, true, two, Recurrent.Result.LAST, standard));
    // 3 gates and the state, two layers, two directions; the output is both directions' state.
    assertThat(summary(Shape.of(7, 3)).bytesPerSample())
        .isEqualTo(4 * (21 + 2 * (7 * 5 * 4 * 2 * 2 + 10)));
  }
}
