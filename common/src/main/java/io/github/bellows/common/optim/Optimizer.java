package io.github.bellows.common.optim;

/**
 * Changes parameters in place by one step along a mean gradient. Without state of its own: slots
 * and the step number come from the caller. Threads may share one optimizer if their ranges do not
 * overlap.
 */
public interface Optimizer {

  /** Returns how many floats of state each parameter needs. All are 0 before the first update. */
  int slots();

  /**
   * Applies one update to the elements {@code [from, to)}: writes {@code parameters} and {@code
   * slots} there, reads {@code gradient} there, touches nothing else.
   *
   * <p>Element i of every array belongs to parameter i, and its result depends on nothing but
   * element i and the step. So any slicing of a vector into ranges gives the same bits. An empty
   * range changes nothing.
   *
   * @param parameters fp32, at least {@code to} long
   * @param gradient mean gradient, fp32, at least {@code to} long
   * @param slots {@link #slots} arrays, fp32, each at least {@code to} long
   * @param step updates already applied: 0 for the first
   * @throws IndexOutOfBoundsException if the range does not fit an array; nothing has changed then
   * @throws IllegalArgumentException if the number of slots is wrong; nothing has changed then
   * @throws IllegalStateException if the learning rate counts epochs and is not resolved
   */
  void update(float[] parameters, float[] gradient, float[][] slots, int from, int to, long step);
}
