package io.github.bellows.driver.run;

import io.github.bellows.driver.train.RankTable;
import io.github.bellows.driver.train.SegmentTimes;
import io.github.bellows.driver.train.Stragglers;
import io.github.bellows.driver.train.Throughput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the time of a run in this process went.
 *
 * @param throughput that of its steps
 * @param ranks that of each worker
 * @param segments what segments cost besides their steps
 */
record RunTimes(Throughput throughput, RankTable ranks, SegmentTimes segments) {
  private static final Logger LOG = LoggerFactory.getLogger(RunTimes.class);

  RunTimes() {
    this(new Throughput(), new RankTable(), new SegmentTimes());
  }

  /** Logs the workers' times, and what is worth changing. */
  void log() {
    if (ranks.rows().size() > 1) {
      LOG.info("{}", Stragglers.table(ranks.rows()));
      Stragglers.warning(ranks.rows()).ifPresent(LOG::warn);
    }
    segments.warning().ifPresent(LOG::warn);
  }
}
