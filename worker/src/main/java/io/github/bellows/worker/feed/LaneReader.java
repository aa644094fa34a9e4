package io.github.bellows.worker.feed;

import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.worker.step.LaneSamples;
import io.github.bellows.worker.step.Round;
import io.github.bellows.worker.step.Rounds;
import io.github.bellows.worker.step.Step;
import io.github.bellows.worker.step.StepPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the samples of one worker's lanes, in the order of the epoch. A thread of its own reads
 * them ahead; what it reads does not depend on how far ahead it is. One thread at a time.
 */
public final class LaneReader implements AutoCloseable {
  /** Batches of more than this together are not read ahead. */
  private static final long MOST_BYTES = 256L << 20;

  private final LaneFeed feed;
  private final StepPlan plan;
  private final @Nullable Rounds rounds;
  private final BatchSource source;
  private List<LaneSamples> noted = new ArrayList<>();
  private long waited;
  private @Nullable Upcoming announced;

  /**
   * Creates a reader.
   *
   * @param rounds which rounds follow each other; null if others may compute the next one, so that
   *     nothing behind the present one is read
   * @param deadline longest time to wait for a batch; zero for no limit
   */
  public LaneReader(
      LaneFeed feed, StepPlan plan, @Nullable Rounds rounds, BlockSet samples, Duration deadline) {
    this.feed = feed;
    this.plan = plan;
    this.rounds = rounds;
    int capacity = plan.laneBatch(feed.lanes());
    SampleBatch first = new SampleBatch(samples.schema(), capacity);
    int ahead = ahead(feed.ahead(), first.bytes());
    BatchFiller filler = new BatchFiller(feed, plan, samples);
    if (ahead == 0) {
      source = new DirectSource(filler, first);
    } else {
      List<SampleBatch> batches = new ArrayList<>(List.of(first));
      while (batches.size() <= ahead) {
        batches.add(new SampleBatch(samples.schema(), capacity));
      }
      source = new ReadAhead(filler, batches, deadline);
    }
  }

  /**
   * Returns how many batches are read ahead.
   *
   * @param wanted the most
   * @param batchBytes what each of them takes
   */
  public static int ahead(int wanted, long batchBytes) {
    return (int) Math.min(wanted, MOST_BYTES / Math.max(1, batchBytes));
  }

  /** Announces that the lanes [from, to) of a round are read next. */
  public void begin(Round round, int from, int to) {
    Upcoming expected = announced;
    announced = new Upcoming(plan, rounds, round, from, to);
    if (expected == null || !expected.isAt(round, from, to)) {
      source.expect(new Upcoming(plan, rounds, round, from, to));
    }
  }

  /**
   * Returns the samples of a lane in a step until the next call; null if it has none.
   *
   * @throws io.github.bellows.common.error.TrainingException if they cannot be read
   */
  public @Nullable SampleBatch read(Step step, int lane) {
    Upcoming upcoming = Objects.requireNonNull(announced, "no round has begun");
    Upcoming.Batch next = upcoming.next();
    if (!next.step().equals(step) || next.lane() != lane) {
      throw new IllegalStateException(
          "lane " + lane + " of " + step + " was asked for, where " + next + " was announced");
    }
    long began = System.nanoTime();
    announced = null; // after a failure, what comes is announced anew
    SampleBatch batch = source.take(next);
    announced = upcoming;
    waited += System.nanoTime() - began;
    if (batch.size() == 0) {
      return null;
    }
    if (feed.recordSamples()) {
      noted.add(new LaneSamples(step.step(), lane, batch.origins()));
    }
    return batch;
  }

  /** Returns how long, in nanoseconds, samples were waited for since the last call. */
  public long takeWaited() {
    long taken = waited;
    waited = 0;
    return taken;
  }

  /** Returns what was read since the last call, if the feed says that it is noted. */
  public List<LaneSamples> takeNoted() {
    List<LaneSamples> taken = noted;
    noted = new ArrayList<>();
    return taken;
  }

  @Override
  public void close() {
    source.close();
  }
}
