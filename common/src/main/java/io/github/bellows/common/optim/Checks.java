package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Schedule;

/** The rules that several optimizers share, each with its one message. */
final class Checks {
  private Checks() {}

  static void belowOne(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " = " + value + ": must be in [0, 1)");
    }
  }

  static void belowOne(String name, Schedule schedule) {
    if (schedule.highest() >= 1) {
      throw new IllegalArgumentException(
          name + " = " + schedule.highest() + ": must be in [0, 1) at every step");
    }
    noPlateau(name, schedule);
  }

  /** Refuses a plateau where no validation would lower it. */
  static void noPlateau(String name, Schedule schedule) {
    if (!schedule.plateaus().isEmpty()) {
      throw new IllegalArgumentException(
          name
              + " = "
              + schedule
              + ": must not have a plateau, which lowers the learning rate only");
    }
  }

  /** Refuses an ε that rounds to 0: a parameter without gradient would become 0 / 0. */
  static void epsilon(double epsilon) {
    if (!((float) epsilon > 0 && (float) epsilon < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "epsilon = " + epsilon + ": must be positive and finite in 32 bits");
    }
  }

  static void notNegative(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          name + " = " + value + ": must be finite and not negative");
    }
  }

  static void positive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " = " + value + ": must be positive and finite");
    }
  }

  static void period(long start, long every) {
    if (start < 0) {
      throw new IllegalArgumentException("start = " + start + ": must not be negative");
    }
    if (every < 1) {
      throw new IllegalArgumentException("every = " + every + ": must be at least 1");
    }
  }
}
