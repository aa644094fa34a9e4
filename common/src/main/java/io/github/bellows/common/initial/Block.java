package io.github.bellows.common.initial;

/**
 * Where the values of a parameter lie in a flat vector, and how wide the layer around it is.
 *
 * @param offset first element
 * @param rows first size of the tensor; the outputs of a weight
 * @param columns product of the other sizes; elements are laid out row by row
 * @param fanIn inputs that feed one output: input units, or input channels × kernel elements
 * @param fanOut outputs fed by one input
 */
public record Block(int offset, int rows, int columns, long fanIn, long fanOut) {
  /** Returns the element behind the last. */
  public int end() {
    return Math.addExact(offset, Math.multiplyExact(rows, columns));
  }

  /** Returns the rows [from, from + count), with the same fans. */
  public Block rows(int from, int count) {
    return new Block(offset + from * columns, count, columns, fanIn, fanOut);
  }
}
