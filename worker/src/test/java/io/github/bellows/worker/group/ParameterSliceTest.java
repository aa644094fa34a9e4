package io.github.bellows.worker.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.gradient.Clipping;
import io.github.bellows.common.gradient.MeanGradient;
import io.github.bellows.common.optim.Optimizer;
import io.github.bellows.common.optim.Regularization;
import io.github.bellows.common.optim.Sgd;
import io.github.bellows.common.schedule.Constant;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.step.UpdateRule;
import io.github.bellows.worker.step.Verdict;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParameterSliceTest {
  private static final double NONE = Double.POSITIVE_INFINITY;

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
    Optimizer optimizer = Optimizer.of(new Sgd(new Constant(0.5), Regularization.NONE), LENGTH);
    Arrays.fill(parameters, 10);
    ParameterSlice slice =
        new ParameterSlice(
            SliceArrays.of(parameters, LENGTH, new float[0][]),
            new UpdateRule(optimizer, new Clipping(NONE, NONE, 1.5), List.of(LENGTH)),
            ParameterSlice.Averages.GRADIENTS);
    assertThat(BlockRange.all(slice.length()).to()).isEqualTo(3);
    LaneSums sums = new LaneSums(2, 1, LENGTH);
    for (float value : new float[] {6, -2}) {
      sums.of(0).next().put(filled(value));
      sums.of(0).push();
    }
    float[][] scratch = new float[sums.depth()][MeanGradient.BLOCK];
    slice.average(new BlockRange(2, 3), sums, 2, scratch);
    // Three elements of (6 - 2) / 2 so far; then the others too.
    assertThat(slice.gradientNorm()).isEqualTo(Math.sqrt(3 * 4));
    slice.average(new BlockRange(0, 2), sums, 2, scratch);
    assertThat(slice.gradientNorm()).isEqualTo(Math.sqrt(LENGTH * 4.0));
    FlatMemory shared = new FlatMemory(LENGTH);
    slice.publish(shared);
    slice.obey(new Verdict(optimizer.at(0), 0));
    slice.update(new BlockRange(1, 3), slice.copying(shared));
    // Cut from 2 to 1.5: 10 - 0.5 * 1.5. The first block is still what it was.
    float[] expected = new float[LENGTH];
    Arrays.fill(expected, 0, MeanGradient.BLOCK, 10);
    Arrays.fill(expected, MeanGradient.BLOCK, LENGTH, 9.25f);
    assertThat(parameters).isEqualTo(expected);
    assertThat(TestNetworks.values(shared)).isEqualTo(expected);
  }
}
