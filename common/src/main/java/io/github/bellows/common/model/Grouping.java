package io.github.bellows.common.model;

/** What convolutions in groups of channels require of their sizes. */
final class Grouping {
  private Grouping() {}

  /**
   * Checks that groups share out the filters.
   *
   * @throws IllegalArgumentException if they do not
   */
  static void check(int filters, int groups) {
    if (filters < 1) {
      throw new IllegalArgumentException("filters = " + filters + ": must be at least 1");
    }
    if (groups < 1 || filters % groups != 0) {
      throw new IllegalArgumentException(
          "groups = " + groups + ": must divide the " + filters + " filters");
    }
  }

  /**
   * Checks that groups share out the channels of an input [channels, …].
   *
   * @throws ShapeException if they do not
   */
  static void requireDivides(Shape input, int groups) {
    if (input.size(0) % groups != 0) {
      throw new ShapeException(
          "gets "
              + input.size(0)
              + " channels ("
              + input
              + "), which its "
              + groups
              + " groups do not divide",
          "Choose groups that divide both channels and filters");
    }
  }
}
