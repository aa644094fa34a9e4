package io.github.bellows.common.optim;

import java.util.Objects;

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

  /** Refuses another number of slots than an optimizer has. */
  static void slots(int count, float[][] slots) {
    if (slots.length != count) {
      throw new IllegalArgumentException(
          "slots = " + slots.length + ": must be " + count + " for this optimizer");
    }
  }

  /** Refuses a range that does not fit every array. */
  static void range(int from, int to, float[]... arrays) {
    for (float[] array : arrays) {
      Objects.checkFromToIndex(from, to, array.length);
    }
  }
}
