package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Schedule;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * An optimizer for one flat vector, whose tensors may have rules of their own. Immutable and
 * without state: slots, steps and the reduction of the learning rate come from the caller.
 */
public final class Optimizer implements Serializable {
  private static final long serialVersionUID = 1L;

  private final OptimizerSpec spec;
  private final Schedule learningRate;
  private final List<TensorRule> tensors;

  /**
   * Creates an optimizer.
   *
   * @param spec resolved to steps
   * @param learningRate resolved to steps; in place of the spec's own
   * @param tensors ascending from 0, without gaps
   */
  public Optimizer(OptimizerSpec spec, Schedule learningRate, List<TensorRule> tensors) {
    this.spec = spec;
    this.learningRate = learningRate;
    this.tensors = spec instanceof LayerwiseSpec ? List.copyOf(tensors) : joined(tensors);
    int end = 0;
    for (TensorRule tensor : tensors) {
      if (tensor.from() != end) {
        throw new IllegalArgumentException("tensors = " + tensors + ": must have no gaps");
      }
      end = tensor.to();
    }
  }

  /** Returns the optimizer of a spec for a vector of weights without rules of their own. */
  public static Optimizer of(OptimizerSpec spec, int length) {
    return new Optimizer(spec, spec.learningRate(), List.of(TensorRule.plain(length)));
  }

  /** Neighbours that are treated alike are one: fewer and longer loops, the same bits. */
  private static List<TensorRule> joined(List<TensorRule> tensors) {
    List<TensorRule> joined = new ArrayList<>();
    for (TensorRule tensor : tensors) {
      int last = joined.size() - 1;
      if (last >= 0 && joined.get(last).treatedLike(tensor)) {
        TensorRule before = joined.get(last);
        joined.set(
            last,
            new TensorRule(
                before.from(),
                tensor.to(),
                before.learningRateFactor(),
                before.weight(),
                before.frozen(),
                before.own()));
      } else {
        joined.add(tensor);
      }
    }
    return List.copyOf(joined);
  }

  /** Returns how many floats of state each parameter needs. All are 0 before the first update. */
  public int slots() {
    return spec.slots();
  }

  /** Returns the number of parameters. */
  public int length() {
    return tensors.isEmpty() ? 0 : tensors.get(tensors.size() - 1).to();
  }

  /** Returns the rules of the tensors; neighbours that are treated alike may be one. */
  public List<TensorRule> tensors() {
    return tensors;
  }

  /** Returns the learning rate as a function of the step. */
  public Schedule learningRate() {
    return learningRate;
  }

  /**
   * Returns the update of one step.
   *
   * @param step steps before it
   * @param updates updates of this optimizer before it, at most {@code step}
   * @param reduction what plateaus have lowered the learning rate to, 1 for no reduction
   */
  public StepUpdate at(long step, long updates, double reduction) {
    double rate = learningRate.valueAt(step, reduction);
    return new StepUpdate(spec, tensors, new Moment(step, updates, rate, 0));
  }

  /** Returns the update of a step of an optimizer that is applied at every step. */
  public StepUpdate at(long step) {
    return at(step, step, 1);
  }
}
