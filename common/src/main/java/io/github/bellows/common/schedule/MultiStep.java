package io.github.bellows.common.schedule;

import java.util.List;

/**
 * A staircase with steps of any length: {@code from · factor^n}, where n is the number of
 * boundaries that the step has reached; PyTorch's {@code MultiStepLR}.
 *
 * <p>Reference: He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", CVPR 2016,
 * section 4.2, divides by 10 at two boundaries.
 *
 * @param from value before the first boundary, finite and not negative
 * @param factor multiplies the value at each boundary, in (0, 1]
 * @param at the boundaries: at least one, positive, ascending
 */
public record MultiStep(double from, double factor, List<Long> at) implements Schedule {
  /** Copies the list and checks what it is given. */
  public MultiStep {
    at = List.copyOf(at);
    Checks.rate("from", from);
    Checks.factor("factor", factor);
    Checks.notEmpty("at", at);
    Checks.boundaries("at", at);
  }

  @Override
  public double valueAt(long step) {
    long reached = at.stream().filter(boundary -> step >= boundary).count();
    return from * StrictMath.pow(factor, (double) reached);
  }

  @Override
  public double highest() {
    return from;
  }

  @Override
  public List<Long> boundaries() {
    return at;
  }
}
