package io.github.bellows.worker.feed;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.bellows.common.data.BlockCache;
import io.github.bellows.common.data.BlockCodec;
import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.CacheLimits;
import io.github.bellows.common.data.FeatureDecoding;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.worker.TestSamples;
import io.github.bellows.worker.step.LaneSamples;
import io.github.bellows.worker.step.Round;
import io.github.bellows.worker.step.Rounds;
import io.github.bellows.worker.step.Step;
import io.github.bellows.worker.step.StepPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LaneReaderTest {
  private static final int SAMPLES = 50;
  private static final int LANES = 5;
  private static final int BATCH = 3;
  private static final StepPlan PLAN = StepPlan.of(SAMPLES, LANES, BATCH, 3, 0);
  private static final Rounds LOCAL = new Rounds(2, List.of(new Rounds.Length(0, 3)));
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path directory;
  private BlockSet samples;

  @BeforeEach
  void openSamples() {
    TestSamples.images(directory, Shape.of(1, 4, 4), 4, SAMPLES).close();
    Configuration hadoop = new Configuration();
    hadoop.set("fs.gated.impl", GatedFileSystem.class.getName());
    samples =
        BlockSet.open(
            new Storage(hadoop),
            new org.apache.hadoop.fs.Path("gated://host" + directory),
            FeatureDecoding.NONE,
            new BlockCache(new CacheLimits(0, 0, null), BlockCodec.Finder.NONE, warning -> {}));
    GatedFileSystem.fail(false);
    GatedFileSystem.allow(Long.MAX_VALUE);
  }

  @AfterEach
  void closeSamples() {
    GatedFileSystem.allow(Long.MAX_VALUE);
    samples.close();
  }

  private LaneReader reader(FeedOrder order, int ahead, @Nullable Rounds rounds) {
    return new LaneReader(new LaneFeed(7, order, LANES, ahead, true), PLAN, rounds, samples, LONG);
  }

  /** Returns what the lanes [1, 4) read in all rounds, with the features of each sample. */
  private List<Object> readAll(FeedOrder order, int ahead, Rounds rounds, boolean following) {
    List<Object> read = new ArrayList<>();
    try (LaneReader reader = reader(order, ahead, following ? rounds : null)) {
      for (long step = 0; step < PLAN.totalSteps(); ) {
        Round round = rounds.at(step, PLAN);
        reader.begin(round, 1, 4);
        for (int lane = 1; lane < 4; lane++) {
          for (Step each : round.steps()) {
            SampleBatch batch = reader.read(each, lane);
            float[] features = new float[batch == null ? 0 : batch.size() * 16];
            if (batch != null) {
              batch.features().get(0, features);
            }
            read.add(List.of(each, lane, Arrays.toString(features)));
          }
        }
        step = round.last().step() + 1;
      }
      for (LaneSamples noted : reader.takeNoted()) {
        read.add(noted.step() + ": " + Arrays.toString(noted.samples()));
      }
    }
    return read;
  }

  @ParameterizedTest
  @EnumSource(FeedOrder.class)
  void readsTheSameHoweverFarAhead(FeedOrder order) {
    for (Rounds rounds : List.of(Rounds.OF_ONE_STEP, LOCAL)) {
      List<Object> direct = readAll(order, 0, rounds, false);
      assertThat(direct).hasSizeGreaterThan(30);
      for (int ahead : new int[] {1, 2, 5}) {
        assertThat(readAll(order, ahead, rounds, true)).isEqualTo(direct);
        assertThat(readAll(order, ahead, rounds, false)).isEqualTo(direct);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(FeedOrder.class)
  void anEpochReadsEverySampleOnce(FeedOrder order) {
    try (LaneReader reader = reader(order, 2, Rounds.OF_ONE_STEP)) {
      for (long step = 0; step < PLAN.stepsPerEpoch(); step++) {
        reader.begin(Round.of(PLAN.at(step)), 0, LANES);
        for (int lane = 0; lane < LANES; lane++) {
          reader.read(PLAN.at(step), lane);
        }
      }
      long[] read =
          reader.takeNoted().stream()
              .map(LaneSamples::samples)
              .flatMapToLong(LongStream::of)
              .sorted()
              .toArray();
      assertThat(read).isEqualTo(LongStream.range(0, SAMPLES).toArray());
    }
  }

  @Test
  void readsAheadWhileNobodyAsks() {
    try (LaneReader reader = reader(FeedOrder.EXACT, 4, Rounds.OF_ONE_STEP)) {
      reader.begin(Round.of(PLAN.at(0)), 0, 2);
      reader.read(PLAN.at(0), 0);
      // One batch is in use, four are ready: lane 1, and both lanes of the next steps.
      await().atMost(20, SECONDS).until(() -> GatedFileSystem.READ.get() == 5 * BATCH);
      GatedFileSystem.allow(0);
      SampleBatch ready = reader.read(PLAN.at(0), 1);
      assertThat(ready).isNotNull();
      reader.begin(Round.of(PLAN.at(1)), 0, 2);
      assertThat(reader.read(PLAN.at(1), 0)).isNotNull();
      assertThat(GatedFileSystem.READ.get()).isZero();
    }
  }

  @Test
  void readsNothingBehindARoundThatOthersMayContinue() {
    try (LaneReader reader = reader(FeedOrder.EXACT, 4, null)) {
      reader.begin(Round.of(PLAN.at(0)), 0, 2);
      reader.read(PLAN.at(0), 0);
      reader.read(PLAN.at(0), 1);
      assertThat(GatedFileSystem.READ.get()).isEqualTo(2 * BATCH);
    }
  }

  @Test
  void aFailureComesWithTheBatchAndTheNextRoundMayGoOn() {
    try (LaneReader reader = reader(FeedOrder.EXACT, 1, Rounds.OF_ONE_STEP)) {
      reader.begin(Round.of(PLAN.at(0)), 0, 1);
      assertThat(reader.read(PLAN.at(0), 0)).isNotNull();
      GatedFileSystem.fail(true);
      reader.begin(Round.of(PLAN.at(2)), 0, 1);
      assertThatThrownBy(() -> reader.read(PLAN.at(2), 0))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("the disk is on fire");
      GatedFileSystem.fail(false);
      reader.begin(Round.of(PLAN.at(3)), 0, 1);
      assertThat(reader.read(PLAN.at(3), 0)).isNotNull();
    }
  }

  @Test
  void waitsNoLongerThanTheDeadline() {
    GatedFileSystem.allow(BATCH);
    LaneFeed feed = new LaneFeed(7, FeedOrder.EXACT, LANES, 1, false);
    try (LaneReader reader =
        new LaneReader(feed, PLAN, Rounds.OF_ONE_STEP, samples, Duration.ofMillis(200))) {
      reader.begin(Round.of(PLAN.at(0)), 2, 4);
      assertThat(reader.read(PLAN.at(0), 2)).isNotNull();
      assertThatThrownBy(() -> reader.read(PLAN.at(0), 3))
          .isInstanceOfSatisfying(
              TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_CAPACITY))
          .hasMessageContaining("step 0, lane 3");
      assertThat(reader.takeWaited()).isPositive();
      GatedFileSystem.allow(Long.MAX_VALUE);
    }
  }

  @Test
  void refusesWhatWasNotAnnounced() {
    try (LaneReader reader = reader(FeedOrder.STORED, 1, Rounds.OF_ONE_STEP)) {
      reader.begin(Round.of(PLAN.at(0)), 0, 2);
      assertThatThrownBy(() -> reader.read(PLAN.at(0), 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("lane 1");
    }
  }
}
