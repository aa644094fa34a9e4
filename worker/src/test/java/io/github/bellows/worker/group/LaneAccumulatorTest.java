package io.github.bellows.worker.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.gradient.LaneTree;
import io.github.bellows.common.gradient.MeanGradient;
import io.github.bellows.common.random.SeededRandom;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.FlatMemory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaneAccumulatorTest {
  private static final int LENGTH = MeanGradient.BLOCK + 5;

  private static float[] lane(int lane) {
    SeededRandom random = SeededRandom.of(lane);
    float[] values = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static void run(LaneAccumulator accumulator, int from, int to) {
    accumulator.reset();
    for (int lane = from; lane < to; lane++) {
      accumulator.next().put(0, lane(lane), 0, LENGTH);
      accumulator.push();
    }
  }

  /** Adds neighbours by recursion over the tree's definition, not by a stack. */
  private static float[] sum(int level, int index, int lanes) {
    if (level == 0) {
      return lane(index);
    }
    float[] left = sum(level - 1, 2 * index, lanes);
    if ((2 * index + 1) << (level - 1) < lanes) {
      float[] right = sum(level - 1, 2 * index + 1, lanes);
      for (int i = 0; i < LENGTH; i++) {
        left[i] += right[i];
      }
    }
    return left;
  }

  @ParameterizedTest
  @CsvSource({"1,0,1", "4,0,4", "4,2,4", "4,1,4", "5,2,5", "7,0,7", "8,1,6", "13,5,13", "16,0,16"})
  void eachSubtreeHasTheSumOfTheTree(int lanes, int from, int to) {
    LaneAccumulator accumulator =
        new LaneAccumulator(HandIn.subtrees(new LaneTree(lanes)), from, to, LENGTH);
    for (int step = 0; step < 2; step++) {
      run(accumulator, from, to);
      List<FlatMemory> sums = accumulator.sums();
      assertThat(sums).hasSameSizeAs(accumulator.nodes());
      for (int i = 0; i < sums.size(); i++) {
        LaneTree.Node node = accumulator.nodes().get(i);
        assertThat(TestNetworks.values(sums.get(i)))
            .as("node %s", node)
            .isEqualTo(sum(node.level(), node.index(), lanes));
      }
    }
  }

  @Test
  void sixteenLanesNeedFivePlaces() {
    LaneAccumulator accumulator = new LaneAccumulator(HandIn.subtrees(new LaneTree(16)), 0, 16, 1);
    java.util.Set<FlatMemory> places =
        java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());
    for (int lane = 0; lane < 16; lane++) {
      places.add(accumulator.next());
      accumulator.push();
    }
    assertThat(places).hasSize(5);
  }

  @Test
  void aWorkerWithoutLanesHasNothing() {
    LaneAccumulator accumulator =
        new LaneAccumulator(HandIn.subtrees(new LaneTree(4)), 2, 2, LENGTH);
    run(accumulator, 2, 2);
    assertThat(accumulator.nodes()).isEmpty();
    assertThat(accumulator.sums()).isEmpty();
  }
}
