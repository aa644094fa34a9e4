package io.github.bellows.common.config;

import io.github.bellows.common.optim.LayerwiseSpec;
import io.github.bellows.common.optim.OptimizerSpec;
import io.github.bellows.common.optim.Regularization;
import io.github.bellows.common.optim.Sgd;
import io.github.bellows.common.schedule.Constant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@code training:} says of averaging: over gradients, or over parameters. */
final class LocalReader {
  private static final Rule<Boolean> PARAMETERS =
      Rule.choice(List.of("gradients", "parameters"), new Boolean[] {false, true});
  private static final Rule<LocalTraining.State> STATES =
      Rule.choice(List.of("keep", "average", "reset", "forget"), LocalTraining.State.values());
  private static final Rule<Long> STEPS = Rule.longNumber(1);
  private static final Rule<Long> FROM = Rule.longNumber(0);
  private static final String OUTER = "outerOptimizer";
  private static final OptimizerSpec PLAIN = new Sgd(new Constant(1), Regularization.NONE);

  private static final LocalTraining DEFAULT =
      new LocalTraining(
          List.of(new LocalTraining.Length(0, 1)), LocalTraining.State.KEEP, PLAIN, 0);

  private LocalReader() {}

  /** Returns how parameters are averaged; null if gradients are. */
  static @Nullable LocalTraining read(Section training) {
    boolean parameters = training.get("averaging", PARAMETERS, false);
    LocalTraining local =
        new LocalTraining(
            lengths(training),
            training.get("localState", STATES, LocalTraining.State.KEEP),
            outer(training),
            training.get("startAfter", FROM, 0L));
    if (parameters) {
      return local;
    }
    refuse(training, "localSteps", !local.lengths().equals(DEFAULT.lengths()));
    refuse(training, "localState", local.state() != DEFAULT.state());
    refuse(training, OUTER, training.given(OUTER) != null);
    refuse(training, "startAfter", local.startAfter() != DEFAULT.startAfter());
    return null;
  }

  /** Reports a key that would have no effect; its default is what a run's own config.yaml says. */
  private static void refuse(Section training, String key, boolean given) {
    if (given) {
      training.report(
          key, "needs averaging: parameters", "Write averaging: parameters, or remove it");
    }
  }

  /** Reads a number of steps, or a list of {@code {from, steps}}. */
  private static List<LocalTraining.Length> lengths(Section training) {
    Node node = training.given("localSteps");
    if (!(node instanceof Node.Sequence sequence)) {
      return List.of(new LocalTraining.Length(0, training.get("localSteps", STEPS, 1L)));
    }
    training.record("localSteps", "1", () -> node);
    List<LocalTraining.Length> lengths = new ArrayList<>();
    long last = -1;
    for (Node element : sequence.elements()) {
      Section section = training.element("localSteps", lengths.size(), element);
      LocalTraining.Length length = length(section);
      if (last < 0 ? length.from() != 0 : length.from() <= last) {
        section.report(
            "from",
            last < 0 ? "must be 0 in the first element" : "must be above " + last,
            "Put the elements in order, from step 0 on");
      }
      last = length.from();
      lengths.add(length);
    }
    if (lengths.isEmpty()) {
      training.report("localSteps", "must not be empty", "Write for example localSteps: 16");
    }
    return lengths;
  }

  /** Reads the keys of one length. */
  static LocalTraining.Length length(Section section) {
    return new LocalTraining.Length(
        section.require("from", FROM, 0L), section.require("steps", STEPS, 16L));
  }

  private static OptimizerSpec outer(Section training) {
    Node node = training.given(OUTER);
    if (node == null) {
      training.recordAbsent(OUTER);
      return PLAIN;
    }
    Reading.Variant variant =
        training.reading().variant(node, training.path(OUTER), Optimizers.kinds(), "optimizer");
    if (variant == null) {
      return PLAIN;
    }
    Section options = variant.options();
    if (options.given("learningRate") == null) {
      options.reportMissing("learningRate", "1, which with sgd is plain averaging");
    }
    OptimizerSpec outer = Optimizers.read(variant.kind(), options);
    training.record(OUTER, "null", variant::resolved);
    check(outer, training);
    return outer;
  }

  /** A pseudo-gradient is a difference of parameters, so not every optimizer can use it. */
  private static void check(OptimizerSpec outer, Section training) {
    Regularization pull = outer.regularization();
    if (pull.l1() != 0 || pull.l2() != 0 || pull.weightDecay().highest() != 0) {
      training.report(
          OUTER,
          "must have no l1, l2 and weightDecay: what it follows is no gradient but a difference of"
              + " parameters",
          "Write them in optimizer");
    }
    if (outer instanceof LayerwiseSpec) {
      training.report(
          OUTER,
          "must not scale by layer: the size of the difference is what the lanes have learned",
          "Write " + outer.kind() + " in optimizer, and here sgd, momentum, nesterov or adam");
    }
    if (!outer.learningRate().plateaus().isEmpty()) {
      training.report(
          OUTER, "must have no plateau", "Write the plateau in optimizer, and here a number");
    }
  }
}
