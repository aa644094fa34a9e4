package io.github.bellows.common.optim;

/** The rules that several optimizers share, each with its one message. */
final class Checks {
  private Checks() {}

  static void belowOne(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " = " + value + ": must be in [0, 1)");
    }
  }

  static void penalty(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          name + " = " + value + ": must be finite and not negative");
    }
  }
}
