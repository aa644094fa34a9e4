package io.github.bellows.worker.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.data.SampleOrder;
import io.github.bellows.common.gradient.Clipping;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.optim.Momentum;
import io.github.bellows.common.optim.Optimizer;
import io.github.bellows.common.optim.OptimizerSpec;
import io.github.bellows.common.optim.Regularization;
import io.github.bellows.common.optim.StepUpdate;
import io.github.bellows.common.schedule.Constant;
import io.github.bellows.worker.GradientOnlyEngine;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.TestSamples;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.LossSum;
import io.github.bellows.worker.engine.torch.TorchProvider;
import io.github.bellows.worker.feed.FeedOrder;
import io.github.bellows.worker.feed.LaneFeed;
import io.github.bellows.worker.step.Round;
import io.github.bellows.worker.step.Rounds;
import io.github.bellows.worker.step.Step;
import io.github.bellows.worker.step.StepOwner;
import io.github.bellows.worker.step.StepPlan;
import io.github.bellows.worker.step.StepSums;
import io.github.bellows.worker.step.StepTimes;
import io.github.bellows.worker.step.UpdateRule;
import io.github.bellows.worker.step.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of running statistics in one step of several lanes, computed by hand. */
class GroupStatisticsTest {
  private static final Shape SHAPE = Shape.of(2, 2, 2);
  private static final int LANES = 4;
  private static final int BATCH = 3;
  private static final double MOMENTUM = 0.25;
  private static final String MODEL =
      """
      input: [2, 2, 2]
      layers:
        - batchNorm: { name: norm, momentum: 0.25 }
        - flatten
        - dense: { name: out, units: 3 }
      """;

  @TempDir Path directory;

  private final Network network = TestNetworks.of(MODEL);
  private final OptimizerSpec optimizer =
      new Momentum(new Constant(0.1), new Constant(0.9), Regularization.of(0, 0, 0.5));

  private final Optimizer update = Optimizer.of(optimizer, network.layout().learned());

  /** One step over the first samples. */
  private static final class OneStep implements StepOwner {
    private final int samples;
    private final Optimizer update;
    private boolean done;
    private double loss = Double.NaN;

    OneStep(int samples, Optimizer update) {
      this.samples = samples;
      this.update = update;
    }

    @Override
    public @Nullable Round next() {
      return done ? null : Round.of(new Step(0, 0, 0, samples));
    }

    @Override
    public void requireFinite(Round round, StepSums found) {
      loss = found.meanLoss();
    }

    @Override
    public Verdict judge(Round round) {
      return new Verdict(update.at(0), 0);
    }

    @Override
    public void requestStop() {
      throw new AssertionError("nobody asks for a stop");
    }

    @Override
    public StepUpdate localUpdate(Round round, Step step) {
      throw new AssertionError("no lane takes steps by itself");
    }

    @Override
    public void completed(Round round, List<StepSums> found, StepTimes times) {
      done = true;
    }
  }

  /** 3 samples for 4 lanes leave one lane empty, and 10 samples make lanes of 2 and of 3. */
  @ParameterizedTest
  @ValueSource(ints = {3, 10, 12})
  void theyAreTheMeanOverTheLanesWeightedBySamples(int count) throws Exception {
    float[] parameters = network.initialParameters(1);
    for (int i = network.layout().learned(); i < parameters.length; i++) {
      parameters[i] = 0.5f;
    }
    double[] expected = new double[4];
    try (BlockSet samples = TestSamples.images(directory, SHAPE, 3, 20)) {
      SampleBatch batch = new SampleBatch(samples.schema(), BATCH);
      for (int lane = 0; lane < LANES; lane++) {
        int from = count * lane / LANES;
        int to = count * (lane + 1) / LANES;
        if (from < to) {
          samples.read(SampleOrder.stored(20), from, to - from, batch);
          for (int channel = 0; channel < 2; channel++) {
            addLane(expected, batch, channel, (to - from) / (double) count);
          }
        }
      }
      run(parameters, samples, new TorchProvider(), new OneStep(count, update));
    }
    int learned = network.layout().learned();
    for (int i = 0; i < 4; i++) {
      assertThat((double) parameters[learned + i])
          .as(network.layout().statistics().get(i / 2).name() + " of channel " + i % 2)
          .isCloseTo(expected[i], within(1e-6));
    }
  }

  /** Adds share · (1 − momentum) · old + momentum · the lane's mean, and its unbiased variance. */
  private static void addLane(double[] sums, SampleBatch batch, int channel, double share) {
    int values = batch.size() * 4;
    double mean = 0;
    double squares = 0;
    for (int i = 0; i < values; i++) {
      double value = batch.features().get(i / 4 * 8 + channel * 4 + i % 4);
      mean += value / values;
      squares += value * value;
    }
    double variance = (squares - values * mean * mean) / (values - 1);
    sums[channel] += share * ((1 - MOMENTUM) * 0.5 + MOMENTUM * mean);
    sums[2 + channel] += share * ((1 - MOMENTUM) * 0.5 + MOMENTUM * variance);
  }

  @Test
  void weightsThatSumToZeroLeaveEverything() throws Exception {
    float[] parameters = network.initialParameters(1);
    float[] before = parameters.clone();
    float[][] slots;
    OneStep owner = new OneStep(10, update);
    try (BlockSet samples = TestSamples.images(directory, SHAPE, 3, 20)) {
      slots = run(parameters, samples, new Weightless(), owner);
    }
    assertThat(parameters).isEqualTo(before);
    assertThat(slots[0]).containsOnly(3);
    assertThat(owner.done).isTrue();
    assertThat(owner.loss).isZero();
  }

  /** Returns the optimizer's slots, 3 each at first, after the step. */
  private float[][] run(
      float[] parameters, BlockSet samples, EngineProvider engines, StepOwner owner)
      throws Exception {
    int learned = network.layout().learned();
    float[][] slots = new float[update.slots()][learned];
    for (float[] slot : slots) {
      Arrays.fill(slot, 3);
    }
    GroupPlan plan =
        new GroupPlan(
            network,
            new LaneFeed(42, FeedOrder.STORED, LANES, 0, false),
            StepPlan.of(samples.samples(), LANES, BATCH, 1, 1),
            Rounds.OF_ONE_STEP,
            2,
            Duration.ofSeconds(60));
    ParameterSlice slice =
        new ParameterSlice(
            SliceArrays.of(parameters, learned, slots),
            new UpdateRule(update, Clipping.NONE, List.of()),
            ParameterSlice.Averages.GRADIENTS);
    GroupRuns.run(plan, samples, engines, slice, owner);
    return slots;
  }

  /** Every sample has weight 0, so its gradient and statistics are 0 too. */
  private static final class Weightless implements EngineProvider {
    @Override
    public String kind() {
      return "weightless";
    }

    @Override
    public String describe() {
      return "weightless";
    }

    @Override
    public GradientEngine open(Network network, FlatMemory parameters) {
      return (GradientOnlyEngine)
          (batch, gradient, key) -> {
            gradient.clear();
            return new LossSum(0, 0);
          };
    }
  }
}
