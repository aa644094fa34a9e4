package io.github.bellows.common.optim;

/**
 * One pass over some elements of the flat vector. Element i of every array belongs to parameter i,
 * and its result depends on nothing but element i. So any slicing of a vector gives the same bits.
 *
 * <p>An implementation is one loop in which all arrays share one index: only then does the compiler
 * make vector instructions of it.
 */
@FunctionalInterface
public interface ElementUpdate {
  /** Changes nothing. */
  ElementUpdate NONE = (parameters, gradient, slots, from, to) -> {};

  /** Returns this pass, then another over the same elements. */
  default ElementUpdate then(ElementUpdate next) {
    return (parameters, gradient, slots, from, to) -> {
      apply(parameters, gradient, slots, from, to);
      next.apply(parameters, gradient, slots, from, to);
    };
  }

  /**
   * Writes the elements [from, to) of {@code parameters} and {@code slots}, in place; the gradient
   * may be used as scratch.
   *
   * @param parameters fp32
   * @param gradient fp32, the mean gradient or what an earlier pass made of it
   * @param slots the optimizer's state, fp32
   */
  void apply(float[] parameters, float[] gradient, float[][] slots, int from, int to);
}
