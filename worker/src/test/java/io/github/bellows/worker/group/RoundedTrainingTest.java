package io.github.bellows.worker.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.gradient.Clipping;
import io.github.bellows.common.gradient.Wire;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.optim.Optimizer;
import io.github.bellows.common.optim.Regularization;
import io.github.bellows.common.optim.Sgd;
import io.github.bellows.common.random.SeededRandom;
import io.github.bellows.common.schedule.Constant;
import io.github.bellows.common.schedule.Exponential;
import io.github.bellows.common.schedule.Schedule;
import io.github.bellows.worker.GradientOnlyEngine;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.TestSamples;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.LossSum;
import io.github.bellows.worker.feed.LaneFeed;
import io.github.bellows.worker.step.SegmentSteps;
import io.github.bellows.worker.step.StepPlan;
import io.github.bellows.worker.step.StepReport;
import io.github.bellows.worker.step.TrainingMethod;
import io.github.bellows.worker.step.UpdateRule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group that rounds, on quadratic losses whose minima are known: ten parameters. */
class RoundedTrainingTest {
  private static final Shape SHAPE = Shape.of(1, 2, 2);
  private static final long SEED = 42;
  private static final Network NETWORK =
      TestNetworks.of("input: [1, 2, 2]\nlayers: [flatten, dense: { name: out, units: 2 }]\n");
  private static final int LENGTH = 10;

  @TempDir Path directory;

  /** The loss of a sample of a lane is ½ · Σ curvature · (q − target)². */
  private record Quadratic(float[] curvature, float[][] targets, Map<Long, Integer> laneOfKey)
      implements EngineProvider {
    @Override
    public String kind() {
      return "quadratic";
    }

    @Override
    public String describe() {
      return kind();
    }

    @Override
    public void requireExpressible(Network network) {}

    @Override
    public GradientEngine open(Network network, FlatMemory parameters) {
      return new Engine(this, parameters);
    }
  }

  private record Engine(Quadratic loss, FlatMemory parameters) implements GradientOnlyEngine {
    @Override
    public LossSum gradient(SampleBatch batch, FlatMemory gradient, long key) {
      float[] target = loss.targets[Objects.requireNonNull(loss.laneOfKey.get(key))];
      float[] values = TestNetworks.values(parameters);
      float weight = batch.size();
      for (int i = 0; i < values.length; i++) {
        values[i] = weight * (loss.curvature[i] * (values[i] - target[i]));
      }
      gradient.put(0, values, 0, values.length);
      return new LossSum(0, weight);
    }
  }

  private static MethodArrays arrays(TrainingMethod method, float[] start, int lanes) {
    return MethodArrays.of(method, start, LENGTH, GroupShare.whole(lanes, LENGTH), lanes);
  }

  private static TrainingMethod sgd(Schedule rate, Wire wire) {
    Optimizer optimizer = Optimizer.of(new Sgd(rate, Regularization.NONE), LENGTH);
    return new TrainingMethod(
        new UpdateRule(optimizer, Clipping.NONE, List.of()), null, null, false, wire);
  }

  /** Trains 8 samples an epoch in batches of 3; tells of each step while nothing moves. */
  private void train(
      TrainingMethod method,
      MethodArrays arrays,
      float[] curvature,
      float[][] targets,
      int epochs,
      Consumer<StepReport> reports)
      throws Exception {
    int lanes = targets.length;
    StepPlan plan = StepPlan.of(8, lanes, 3, epochs, 0);
    Map<Long, Integer> laneOfKey = new HashMap<>();
    for (long step = 0; step < plan.totalSteps(); step++) {
      for (int lane = 0; lane < lanes; lane++) {
        laneOfKey.put(SeededRandom.key(SEED, step, lane), lane);
      }
    }
    try (BlockSet samples = TestSamples.images(directory, SHAPE, 2, 8)) {
      GroupPlan groupPlan =
          new GroupPlan(
              NETWORK,
              LaneFeed.shuffled(SEED, lanes),
              plan,
              method.rounds(),
              1,
              Duration.ofSeconds(30));
      SegmentSteps steps =
          new SegmentSteps(
              plan, method, SegmentSteps.Position.START, 1, plan.totalSteps(), reports);
      GroupRuns.run(
          groupPlan,
          samples,
          new Quadratic(curvature, targets, laneOfKey),
          arrays.slice(method),
          steps);
    }
  }

  private static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) array.get(i).asDouble();
    }
    return values;
  }

  /** One lane against PyTorch's tensors (scripts/golden/bfloat16.py), bit for bit. */
  @Test
  void everyStepHasTheBitsOfPyTorch() throws Exception {
    JsonNode golden;
    try (InputStream in =
        RoundedTrainingTest.class.getResourceAsStream("/golden/error-feedback.json")) {
      golden = new ObjectMapper().readTree(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    TrainingMethod method = sgd(new Constant(golden.get("rate").asDouble()), Wire.BF16);
    MethodArrays arrays = arrays(method, floats(golden.get("start")), 1);
    List<float[]> parameters = new ArrayList<>();
    List<float[]> replicas = new ArrayList<>();
    List<float[]> residuals = new ArrayList<>();
    train(
        method,
        arrays,
        floats(golden.get("curvature")),
        new float[][] {floats(golden.get("target"))},
        4,
        report -> {
          Map<String, float[]> byName = arrays.byName();
          parameters.add(Objects.requireNonNull(byName.get("parameters")).clone());
          replicas.add(Objects.requireNonNull(byName.get("replica")).clone());
          residuals.add(Objects.requireNonNull(byName.get("lane0.residual")).clone());
        });
    assertThat(parameters).hasSize(12).hasSameSizeAs(golden.get("steps"));
    for (int step = 0; step < 12; step++) {
      JsonNode expected = golden.get("steps").get(step);
      assertThat(residuals.get(step)).isEqualTo(floats(expected.get("residual")));
      assertThat(parameters.get(step)).isEqualTo(floats(expected.get("parameters")));
      assertThat(replicas.get(step)).isEqualTo(floats(expected.get("replica")));
    }
  }

  /**
   * Least squares with two lanes that pull in opposite directions, each a hundred times as hard as
   * they move anything: at the minimum of their sum their own gradients are near 100, where
   * bfloat16 has steps of a half.
   *
   * @param forget whether residuals are cleared after each step, which is rounding alone
   * @return the largest distance of a parameter from the minimum
   */
  private float distance(Wire wire, boolean forget) throws Exception {
    float[] ones = new float[LENGTH];
    float[][] targets = new float[2][LENGTH];
    double[] minimum = new double[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      ones[i] = 1;
      targets[0][i] = 100 + 0.37f * i;
      targets[1][i] = -100 - 0.21f * i + 0.05f;
      minimum[i] = 0.08 * i + 0.025;
    }
    TrainingMethod method = sgd(new Exponential(0.2, 0.98), wire);
    MethodArrays arrays = arrays(method, new float[LENGTH], 2);
    train(
        method,
        arrays,
        ones,
        targets,
        150,
        report -> {
          RoundingArrays rounding = arrays.rounding();
          if (forget && rounding != null) {
            for (float[] residual : rounding.residuals()) {
              Arrays.fill(residual, 0f);
            }
          }
        });
    float largest = 0;
    for (int i = 0; i < LENGTH; i++) {
      largest = (float) Math.max(largest, Math.abs(arrays.parameters()[i] - minimum[i]));
    }
    return largest;
  }

  @Test
  void errorFeedbackComesToTheMinimumWhereRoundingAloneDoesNot() throws Exception {
    assertThat(distance(Wire.FP32, false)).isEqualTo(0, within(1e-3f));
    assertThat(distance(Wire.BF16, false)).isEqualTo(0, within(2e-3f));
    assertThat(distance(Wire.BF16, true)).isGreaterThan(0.1f);
  }
}
