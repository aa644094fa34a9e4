package io.github.bellows.worker.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.gradient.Clipping;
import io.github.bellows.common.gradient.LaneTree;
import io.github.bellows.common.gradient.MeanGradient;
import io.github.bellows.common.gradient.TreeSum;
import io.github.bellows.common.optim.Regularization;
import io.github.bellows.common.optim.Sgd;
import io.github.bellows.common.schedule.Constant;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.FlatMemory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParameterSliceTest {
  /** Two full blocks and a short one. */
  private static final int LENGTH = 2 * MeanGradient.BLOCK + 3;

  private static FlatMemory filled(float value) {
    float[] values = new float[LENGTH];
    Arrays.fill(values, value);
    return TestNetworks.memory(values);
  }

  @Test
  void averagesAndUpdatesTheBlocksItIsGiven() {
    float[] parameters = new float[LENGTH];
    Arrays.fill(parameters, 10);
    ParameterSlice slice =
        new ParameterSlice(
            parameters,
            LENGTH,
            new float[0][],
            new Sgd(new Constant(0.5), Regularization.NONE).optimizer(),
            new Clipping(Double.POSITIVE_INFINITY, 3));
    assertThat(slice.blocks()).isEqualTo(3);
    LaneTree tree = new LaneTree(2);
    TreeSum order = new TreeSum(tree, List.of(tree.leaf(0), tree.leaf(1)));
    float[][] scratch = new float[order.depth()][MeanGradient.BLOCK];
    List<FlatMemory> sums = List.of(filled(6), filled(-2));
    slice.average(new BlockRange(2, 3), order, sums, 2, scratch);
    // Three elements of (6 - 2) / 2 so far; then the others too.
    assertThat(slice.gradientNorm()).isEqualTo(Math.sqrt(3 * 4));
    slice.average(new BlockRange(0, 2), order, sums, 2, scratch);
    assertThat(slice.gradientNorm()).isEqualTo(Math.sqrt(LENGTH * 4.0));
    FlatMemory shared = new FlatMemory(LENGTH);
    slice.publish(shared);
    slice.update(new BlockRange(1, 3), 4f, 0, shared);
    // Scaled by 4 and cut to 3: 10 - 0.5 * 3. The first block is still what it was.
    float[] expected = new float[LENGTH];
    Arrays.fill(expected, 0, MeanGradient.BLOCK, 10);
    Arrays.fill(expected, MeanGradient.BLOCK, LENGTH, 8.5f);
    assertThat(parameters).isEqualTo(expected);
    assertThat(TestNetworks.values(shared)).isEqualTo(expected);
  }
}
