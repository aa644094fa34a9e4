package io.github.bellows.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.gradient.LaneTree;
import io.github.bellows.worker.group.BlockRange;
import io.github.bellows.worker.group.GroupShare;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two blocks of parameters with 100 statistics behind them, by hand. */
class StepTrafficTest {
  private static final int LEARNED = 2 * 4096;
  private static final int LENGTH = LEARNED + 100;

  private static List<GroupShare> shares(int groups, int lanesOfEach, boolean onDriver) {
    return shares(groups, lanesOfEach, onDriver, BlockRange.all(LENGTH));
  }

  private static List<GroupShare> shares(
      int groups, int lanesOfEach, boolean onDriver, BlockRange all) {
    List<GroupShare> shares = new ArrayList<>();
    for (int i = 0; i < groups; i++) {
      BlockRange blocks = onDriver ? new BlockRange(0, 0) : all.share(i, groups);
      shares.add(new GroupShare(i * lanesOfEach, (i + 1) * lanesOfEach, blocks));
    }
    if (onDriver) {
      shares.add(new GroupShare(groups * lanesOfEach, groups * lanesOfEach, all));
    }
    return shares;
  }

  /** Each of two groups sends its sums and gets parameters; vectors up and down, of half or all. */
  @ParameterizedTest
  @CsvSource({
    "1,false,1,1,1",
    "2,false,1,2,1",
    "4,false,1,4,1",
    "3,false,2,3,1",
    "1,true,1,1,2",
    "4,true,1,4,2"
  })
  void countsWhatCrosses(int lanes, boolean onDriver, int subtrees, int single, int vectors) {
    StepTraffic traffic =
        StepTraffic.between(shares(2, lanes, onDriver), new LaneTree(2 * lanes), LEARNED, LENGTH);
    long exact = 4L * LENGTH;
    long rounded = 2L * LEARNED + 4 * 100;
    assertThat(traffic)
        .isEqualTo(
            new StepTraffic(
                vectors * (subtrees + 1) * exact, vectors * (single + 1) * rounded, lanes));
  }

  private static Optional<String> warning(int groups, int lanes) {
    LaneTree tree = new LaneTree(groups * lanes);
    int length = 1 << 20;
    List<GroupShare> shares = shares(groups, lanes, false, BlockRange.all(length));
    return StepTraffic.between(shares, tree, length, length).warning();
  }

  /** 2²⁰ parameters are 4 MiB: one vector up and one down, or four up and one down of half size. */
  @Test
  void warnsWhereFewerNumbersCrossUnrounded() {
    assertThat(warning(2, 1)).isEmpty();
    assertThat(warning(2, 2)).isEmpty();
    assertThat(warning(2, 3)).isEmpty();
    assertThat(warning(1, 8)).isEmpty();
    assertThat(warning(2, 4))
        .hasValue(
            "cluster.wire = bf16 sends 10,240 KiB a step, fp32 would send 8,192 KiB: lanes cross one by"
                + " one, up to 4 of one executor, and with fp32 their sums. Use cluster.wire: fp32,"
                + " or give each executor fewer of the lanes");
  }
}
