package io.github.bellows.worker.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.gradient.LaneTree;
import io.github.bellows.worker.engine.FlatMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two blocks of parameters and a bit, and 3 statistics: 2⁻⁹ is half a step of bfloat16 at 1. */
class RoundedCrossingTest {
  private static final int BLOCK = 4096;
  private static final int LEARNED = 2 * BLOCK + 5;
  private static final int LENGTH = LEARNED + 3;
  private static final float SMALL = 1f / 1024;

  private float[] owned = {};
  private final RoundingArrays rounding =
      RoundingArrays.of(
          new float[LENGTH], LEARNED, new GroupShare(1, 3, BlockRange.all(LENGTH)), 4);

  private Crossing crossing(BlockRange own) {
    Held held = Held.blocks(LENGTH, LEARNED, own);
    owned = new float[held.size()];
    return Crossing.of(new SliceArrays(owned, held, new float[0][], null, rounding));
  }

  private static float[] read(FlatMemory memory) {
    float[] values = new float[memory.length()];
    memory.get(0, values, 0, values.length);
    return values;
  }

  private static FlatMemory memory(float value) {
    FlatMemory memory = new FlatMemory(LENGTH);
    float[] values = new float[LENGTH];
    Arrays.fill(values, value);
    memory.put(0, values, 0, LENGTH);
    return memory;
  }

  private static ByteBuffer body(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void onlyLanesComputedHereHaveResiduals() {
    assertThat(rounding.residuals()).hasNumberOfRows(4);
    assertThat(rounding.residuals()[0]).isEmpty();
    assertThat(rounding.residuals()[1]).hasSize(LEARNED);
    assertThat(rounding.residuals()[2]).hasSize(LEARNED);
    assertThat(rounding.residuals()[3]).isEmpty();
  }

  @Test
  void roundsAGradientWithItsLanesResidualAndLeavesStatisticsAlone() {
    Crossing crossing = crossing(BlockRange.all(LENGTH));
    Arrays.fill(rounding.residuals()[2], 3 * SMALL / 16);
    FlatMemory gradient = memory(1 + SMALL);
    crossing.computed(2, 16, gradient);
    // 1 + 16 · 3/16384 + 1/1024 is a tie, and 1 the even one.
    float[] expected = new float[LENGTH];
    Arrays.fill(expected, 0, LEARNED, 1f);
    Arrays.fill(expected, LEARNED, LENGTH, 1 + SMALL);
    assertThat(read(gradient)).isEqualTo(expected);
    assertThat(rounding.residuals()[2]).containsOnly(4 * SMALL / 16);
    assertThat(rounding.residuals()[1]).containsOnly(0f);
  }

  @Test
  void theResidualOfALaneWithoutWeightWaits() {
    Crossing crossing = crossing(BlockRange.all(LENGTH));
    Arrays.fill(rounding.residuals()[1], SMALL);
    FlatMemory gradient = memory(0);
    crossing.computed(1, 0, gradient);
    assertThat(read(gradient)).containsOnly(0f);
    assertThat(rounding.residuals()[1]).containsOnly(SMALL);
    FlatMemory bad = memory(Float.NaN);
    crossing.computed(1, 0, bad);
    assertThat(read(bad)[7]).as("still to be found by whoever judges").isNaN();
    assertThat(rounding.residuals()[1]).containsOnly(SMALL);
  }

  @Test
  void lanesCrossOneByOne() {
    LaneTree tree = new LaneTree(4);
    assertThat(crossing(BlockRange.all(LENGTH)).handIn(tree)).isEqualTo(new HandIn(tree, true));
  }

  /** Parameters alone, both, statistics alone; the target begins at the first element. */
  @ParameterizedTest
  @CsvSource({"0,4096,8192", "4096,8200,8214", "8192,8197,10", "8197,8200,12"})
  void sumsCrossInTwoBytesAndStatisticsInFour(int from, int to, int bytes) {
    Crossing crossing = crossing(BlockRange.all(LENGTH));
    ByteBuffer body = body(bytes);
    float[] values = new float[BLOCK];
    for (int start = from; start < to; start += BLOCK) {
      int count = Math.min(BLOCK, to - start);
      for (int i = 0; i < count; i++) {
        values[i] = start + i < LEARNED ? (start + i) % 128 : 0.1f * (start + i);
      }
      crossing.putSums(values, start, count, body);
    }
    assertThat(body.hasRemaining()).as("room in the body").isFalse();
    FlatMemory target = new FlatMemory(to - from);
    assertThat(crossing.takeSums(body.flip(), from, target, from)).isEqualTo(to - from);
    float[] arrived = read(target);
    for (int i = from; i < to; i++) {
      assertThat(arrived[i - from]).isEqualTo(i < LEARNED ? i % 128 : 0.1f * i);
    }
  }

  @Test
  void aFollowerMovesAsTheOwnerDoes() {
    BlockRange own = new BlockRange(1, 3);
    Crossing owner = crossing(own);
    Crossing follower =
        Crossing.of(
            new SliceArrays(
                new float[BLOCK],
                Held.blocks(LENGTH, LEARNED, new BlockRange(0, 1)),
                new float[0][],
                null,
                new RoundingArrays(new float[LENGTH], new float[0][])));
    owner.publish(new float[0]);
    follower.publish(new float[0]);
    for (int step = 1; step <= 3; step++) {
      for (int i = own.first(); i < LENGTH; i++) {
        owned[i - BLOCK] += (1 + SMALL) * (i % 7);
      }
      owner.updated(BLOCK, 2 * BLOCK);
      owner.updated(2 * BLOCK, LENGTH);
      ByteBuffer body = body(2 * (LEARNED - BLOCK) + 4 * 3);
      owner.putUpdated(BLOCK, LENGTH, body);
      assertThat(body.hasRemaining()).isFalse();
      assertThat(follower.takeUpdated(body.flip(), BLOCK)).isEqualTo(LENGTH - BLOCK);
      assertThat(read(follower.parameters())).isEqualTo(read(owner.parameters()));
      assertThat(read(owner.parameters())).isEqualTo(rounding.replica());
    }
    assertThat(rounding.replica()[BLOCK + 1])
        .isNotEqualTo(owned[1])
        .isBetween(owned[1] - 0.01f, owned[1] + 0.01f);
    assertThat(rounding.replica()[LEARNED + 1]).isEqualTo(owned[LEARNED + 1 - BLOCK]);
  }

  @Test
  void aNewSegmentBeginsWithTheReplica() {
    Crossing crossing = crossing(BlockRange.all(LENGTH));
    Arrays.fill(rounding.replica(), 3f);
    crossing.publish(new float[0]);
    assertThat(read(crossing.parameters())).containsOnly(3f);
  }
}
