package io.github.bellows.driver.train;

import io.github.bellows.worker.step.WorkerTimes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the time of each worker has gone so far. A worker that goes on in another JVM has a row for
 * each.
 */
public final class RankTable implements TrainingListener {
  private final Map<Key, WorkerTimes> rows =
      new TreeMap<>(
          Comparator.comparingInt(Key::rank)
              .thenComparingInt(key -> key.executor().length())
              .thenComparing(Key::executor)
              .thenComparing(Key::host));

  private record Key(int rank, String host, String executor) {}

  /** Adds to a worker's row. */
  public void add(RankReport more) {
    rows.merge(new Key(more.rank(), more.host(), more.executor()), more.times(), WorkerTimes::plus);
  }

  @Override
  public void segmentEnded(SegmentReport report) {
    report.ranks().forEach(this::add);
  }

  /** Returns the rows by rank. */
  public List<RankReport> rows() {
    List<RankReport> reports = new ArrayList<>();
    rows.forEach(
        (key, times) -> reports.add(new RankReport(key.rank(), key.host(), key.executor(), times)));
    return reports;
  }
}
