package io.github.bellows.worker.group;

import io.github.bellows.common.gradient.Clipping;
import io.github.bellows.common.gradient.Wire;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.optim.Adam;
import io.github.bellows.common.optim.Ema;
import io.github.bellows.common.optim.Lamb;
import io.github.bellows.common.optim.Nesterov;
import io.github.bellows.common.optim.Optimizer;
import io.github.bellows.common.optim.OptimizerSpec;
import io.github.bellows.common.optim.Regularization;
import io.github.bellows.common.optim.TensorRule;
import io.github.bellows.common.schedule.Constant;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.step.Keeping;
import io.github.bellows.worker.step.Rounds;
import io.github.bellows.worker.step.StepPlan;
import io.github.bellows.worker.step.TrainingMethod;
import io.github.bellows.worker.step.UpdateRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A network, a plan of steps and ways to train, for tests that compare ways to compute them. */
final class TestMethods {
  private TestMethods() {}

  static final Shape SHAPE = Shape.of(1, 12, 12);
  static final int LANES = 5;
  static final int BATCH = 3;
  static final Network NETWORK =
      TestNetworks.of(
          """
          input: [1, 12, 12]
          layers:
            - conv2d: { name: c1, filters: 4, kernel: 3, bias: false }
            - batchNorm
            - relu
            - flatten
            - dropout: { rate: 0.2 }
            - dense: { name: hidden, units: 24, activation: tanh }
            - dense: { name: out, units: 4 }
          """);
  static final StepPlan PLAN = StepPlan.of(50, LANES, BATCH, 3, 0);

  private static UpdateRule rule(OptimizerSpec spec, Clipping clipping) {
    int learned = NETWORK.layout().learned();
    List<TensorRule> tensors =
        List.of(
            new TensorRule(0, 36, 1, true, false),
            new TensorRule(36, learned - 100, 0.5, true, false),
            new TensorRule(learned - 100, learned, 1, false, false));
    Optimizer optimizer = new Optimizer(spec, spec.learningRate(), tensors);
    return new UpdateRule(optimizer, clipping, List.of(36, 44, learned));
  }

  static UpdateRule adam() {
    Adam adam =
        new Adam(
            new Constant(0.01), new Constant(0.9), 0.999, 1e-8, Regularization.of(0, 0.001, 0));
    return rule(adam, new Clipping(0.5, Double.POSITIVE_INFINITY, 0.1));
  }

  private static TrainingMethod.Local local(Keeping keeping, long startAfter) {
    Rounds rounds = new Rounds(startAfter, List.of(new Rounds.Length(0, 3)));
    UpdateRule outer =
        rule(
            new Nesterov(new Constant(0.7), new Constant(0.9), Regularization.NONE), Clipping.NONE);
    return new TrainingMethod.Local(rounds, keeping, outer);
  }

  /** Returns methods of every kind by name. */
  static Map<String, TrainingMethod> methods() {
    Lamb lamb = new Lamb(new Constant(0.01), new Constant(0.9), 0.99, 1e-6, Regularization.NONE);
    Clipping byLayer = new Clipping(Double.POSITIVE_INFINITY, 0.3, Double.POSITIVE_INFINITY);
    Map<String, TrainingMethod> methods = new LinkedHashMap<>();
    methods.put("adam", TrainingMethod.of(adam()));
    methods.put("lamb", TrainingMethod.of(rule(lamb, byLayer)));
    methods.put("ema", new TrainingMethod(adam(), null, new Ema(0.9, 0, 1), false, Wire.FP32));
    for (Keeping keeping : Keeping.values()) {
      methods.put(
          "local " + keeping,
          new TrainingMethod(adam(), local(keeping, 0), null, false, Wire.FP32));
    }
    return methods;
  }

  /** Returns methods of every kind whose gradients are rounded, by name. */
  static Map<String, TrainingMethod> roundedMethods() {
    Map<String, TrainingMethod> methods = new LinkedHashMap<>();
    methods()
        .forEach(
            (name, method) -> {
              if (method.local() == null) {
                methods.put(
                    name + " rounded",
                    new TrainingMethod(method.rule(), null, method.average(), false, Wire.BF16));
              }
            });
    return methods;
  }

  /** Returns the method of a name. */
  static TrainingMethod of(String name) {
    return Objects.requireNonNull(methods().get(name), name);
  }
}
