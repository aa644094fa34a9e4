package io.github.bellows.worker.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.gradient.Clipping;
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.BatchNorm;
import io.github.bellows.common.model.Conv;
import io.github.bellows.common.model.Dense;
import io.github.bellows.common.model.Dropout;
import io.github.bellows.common.model.Extent;
import io.github.bellows.common.model.Flatten;
import io.github.bellows.common.model.Initialization;
import io.github.bellows.common.model.LayerSpec;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.NamedLayer;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Padding;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.SpatialDropout;
import io.github.bellows.common.model.Window;
import io.github.bellows.common.optim.Adam;
import io.github.bellows.common.optim.Optimizer;
import io.github.bellows.common.optim.OptimizerSpec;
import io.github.bellows.common.optim.Regularization;
import io.github.bellows.common.optim.StepUpdate;
import io.github.bellows.common.schedule.Constant;
import io.github.bellows.worker.ReferenceTrainer;
import io.github.bellows.worker.TestSamples;
import io.github.bellows.worker.engine.torch.TorchProvider;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerGroupTest {
  private static final Shape SHAPE = Shape.of(1, 12, 12);
  private static final int SAMPLES = 101;
  private static final int STEPS = 9;

  @TempDir Path directory;
  private BlockSet samples;

  @BeforeEach
  void writeSamples() {
    samples = TestSamples.images(directory, SHAPE, 4, SAMPLES);
  }

  @AfterEach
  void closeSamples() {
    samples.close();
  }

  private static final double NO_LIMIT = Double.POSITIVE_INFINITY;
  private static final Clipping CLIPPING = new Clipping(0.5, NO_LIMIT, 0.1);

  /** A step counter without a driver: as many steps as it is told. */
  private static final class CountingOwner implements StepOwner {
    private final int lanes;
    private final int batch;
    private final List<Long> completed = new ArrayList<>();
    private long step;
    private final Optimizer optimizer;
    private long failAt = Long.MAX_VALUE;

    CountingOwner(int lanes, int batch, Optimizer optimizer) {
      this.optimizer = optimizer;
      this.lanes = lanes;
      this.batch = batch;
    }

    @Override
    public @Nullable Round next() {
      int global = lanes * batch;
      int stepsPerEpoch = (SAMPLES + global - 1) / global;
      long first = step % stepsPerEpoch * global;
      return step == STEPS
          ? null
          : Round.of(
              new Step(step, step / stepsPerEpoch, first, (int) Math.min(global, SAMPLES - first)));
    }

    @Override
    public void requireFinite(Round round, StepSums sums) {
      assertThat(sums.meanLoss()).isFinite();
    }

    @Override
    public Verdict judge(Round round) {
      if (round.first().step() == failAt) {
        throw new TrainingException(ErrorCode.DIVERGED, "step " + failAt + ": stop here.");
      }
      return new Verdict(optimizer.at(step), 0);
    }

    @Override
    public void requestStop() {
      throw new AssertionError("nobody asks for a stop");
    }

    @Override
    public StepUpdate localUpdate(Round round, Step taken) {
      throw new AssertionError("no lane takes steps by itself");
    }

    @Override
    public void completed(Round round, List<StepSums> sums, StepTimes times) {
      completed.add(round.first().step());
      step++;
    }
  }

  @ParameterizedTest
  @CsvSource({"4,1,8", "4,2,8", "4,3,8", "4,4,8", "5,2,7", "6,4,3", "1,1,16", "16,3,2", "64,2,1"})
  void equalsTheReferenceBitForBit(int lanes, int workers, int batch) throws Exception {
    Network network = network();
    OptimizerSpec adam =
        new Adam(
            new Constant(0.01), new Constant(0.9), 0.999, 1e-8, Regularization.of(0, 0.001, 0));
    float[] expected =
        ReferenceTrainer.train(
            new ReferenceTrainer.Setup(
                network, samples, optimizer(network, adam), CLIPPING, 42, lanes, batch),
            new TorchProvider(),
            STEPS);
    CountingOwner owner = new CountingOwner(lanes, batch, optimizer(network, adam));
    float[] trained = train(network, adam, owner, workers);
    assertThat(trained).isEqualTo(expected);
    assertThat(owner.completed).containsExactlyElementsOf(range(STEPS));
    float[] initial = network.initialParameters(42);
    ParameterLayout layout = network.layout();
    assertThat(learned(trained, layout)).isNotEqualTo(learned(initial, layout));
    assertThat(statistics(trained, layout)).isNotEqualTo(statistics(initial, layout));
  }

  @Test
  void aFailedJudgementStopsEveryWorkerBeforeTheUpdate() {
    OptimizerSpec adam =
        new Adam(new Constant(0.01), new Constant(0.9), 0.999, 1e-8, Regularization.NONE);
    CountingOwner owner = new CountingOwner(4, 8, optimizer(network(), adam));
    owner.failAt = 3;
    assertThatThrownBy(() -> train(network(), adam, owner, 3))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .hasMessage("step 3: stop here.");
    assertThat(owner.completed).containsExactly(0L, 1L, 2L);
  }

  private static float[] learned(float[] flat, ParameterLayout layout) {
    return Arrays.copyOf(flat, layout.learned());
  }

  private static float[] statistics(float[] flat, ParameterLayout layout) {
    return Arrays.copyOfRange(flat, layout.learned(), layout.length());
  }

  private static List<Long> range(int end) {
    return IntStream.range(0, end).mapToObj(i -> (long) i).toList();
  }

  private float[] train(Network network, OptimizerSpec spec, CountingOwner owner, int workers)
      throws Exception {
    float[] parameters = network.initialParameters(42);
    float[][] slots = new float[spec.slots()][network.layout().learned()];
    GroupPlan plan =
        new GroupPlan(
            network,
            LaneFeed.shuffled(42, owner.lanes),
            StepPlan.of(SAMPLES, owner.lanes, owner.batch, 100, STEPS),
            Rounds.OF_ONE_STEP,
            workers,
            Duration.ofSeconds(60));
    ParameterSlice slice =
        new ParameterSlice(
            SliceArrays.of(parameters, network.layout().learned(), slots),
            new UpdateRule(optimizer(network, spec), CLIPPING, List.of()),
            ParameterSlice.Averages.GRADIENTS);
    GroupRuns.run(plan, samples, new TorchProvider(), slice, owner);
    return parameters;
  }

  private static Optimizer optimizer(Network network, OptimizerSpec spec) {
    return Optimizer.of(spec, network.layout().learned());
  }

  private static Network network() {
    Window window = new Window(Extent.of(2, 3), Extent.of(2, 2), Padding.of(2, 1), Extent.of(2, 1));
    List<LayerSpec> layers =
        List.of(
            new Conv(6, window, 1, true, new Activation.Relu(), Initialization.DEFAULT),
            new BatchNorm(1e-5, 0.1, true),
            new SpatialDropout(0.2),
            new Flatten(),
            new Dropout(0.3),
            new Dense(40, true, new Activation.Tanh()),
            new BatchNorm(1e-5, 0.3, true),
            new Dense(4, true, new Activation.Identity()));
    List<NamedLayer> named = new ArrayList<>();
    for (LayerSpec layer : layers) {
      named.add(new NamedLayer(layer.kind() + named.size(), List.of(), layer));
    }
    return Network.of(new ModelSpec(SHAPE, named, CrossEntropy.PLAIN));
  }
}
