package io.github.bellows.driver.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.worker.step.WorkerTimes;
import java.util.List;
import org.junit.jupiter.api.Test;

class StragglersTest {
  private static final long MILLI = 1_000_000;

  /** Returns a row of so many steps with times in milliseconds a step. */
  private static RankReport row(int rank, String executor, long steps, long compute, long wait) {
    long all = steps * MILLI;
    WorkerTimes times = new WorkerTimes(steps, compute * all, all, 2 * all, wait * all);
    return new RankReport(rank, "host" + executor, executor, times);
  }

  @Test
  void namesWhomTheOthersWaitedFor() {
    List<RankReport> rows = List.of(row(0, "1", 100, 10, 22), row(1, "2", 90, 30, 2));
    assertThat(Stragglers.warning(rows))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .startsWith(
                        "worker 1 (executor 2 on host2) was waited for: it computes 30.00 ms of a"
                            + " step, worker 0 (executor 1 on host1) only 10.00 ms, and stands"
                            + " still 20.00 ms longer, 57 % of the step."));
    assertThat(Stragglers.table(rows).lines())
        .containsExactly(
            "milliseconds a step, by worker:",
            "  worker 0 (executor 1 on host1): 100 steps, compute 10.00, exchange 1.00, update"
                + " 2.00, wait 22.00",
            "  worker 1 (executor 2 on host2): 90 steps, compute 30.00, exchange 1.00, update"
                + " 2.00, wait 2.00");
  }

  @Test
  void saysNothingOfSmallDifferencesAndOfOneWorker() {
    assertThat(Stragglers.warning(List.of(row(0, "1", 100, 10, 4), row(1, "2", 100, 12, 2))))
        .isEmpty();
    assertThat(Stragglers.warning(List.of(row(0, "1", 100, 10, 50)))).isEmpty();
    assertThat(Stragglers.warning(List.of())).isEmpty();
  }

  @Test
  void aRowOfFewStepsSaysNothing() {
    List<RankReport> rows =
        List.of(row(0, "1", 100, 10, 1), row(1, "2", 95, 10, 1), row(1, "3", 5, 10, 90));
    assertThat(Stragglers.warning(rows)).isEmpty();
  }

  @Test
  void rowsOfOneWorkerInOneJvmAreAdded() {
    RankTable table = new RankTable();
    table.segmentEnded(
        new SegmentReport(
            List.of(row(1, "10", 3, 2, 1), row(0, "9", 3, 1, 2)), List.of(), List.of()));
    table.segmentEnded(
        new SegmentReport(
            List.of(row(0, "9", 2, 6, 2), row(1, "9", 2, 1, 0)), List.of(), List.of()));
    assertThat(table.rows())
        .extracting(r -> r.rank() + "/" + r.executor() + "/" + r.times().steps())
        .containsExactly("0/9/5", "1/9/2", "1/10/3");
    assertThat(table.rows().get(0).times().compute()).isEqualTo((3 + 12) * MILLI);
  }
}
