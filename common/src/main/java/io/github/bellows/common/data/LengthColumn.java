package io.github.bellows.common.data;

/**
 * The column that says how many steps of a sample are valid.
 *
 * @param name its name in the source
 * @param steps most steps a sample has, at least 1
 */
public record LengthColumn(String name, int steps) {
  /** Checks the number of steps. */
  public LengthColumn {
    if (steps < 1) {
      throw new IllegalArgumentException("steps = " + steps + ": must be at least 1");
    }
  }
}
