package io.github.bellows.common.schedule;

/** The rules that several schedules share, each with its one message. */
final class Checks {
  private Checks() {}

  static void rate(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          name + " = " + value + ": must be finite and not negative");
    }
  }

  static void factor(String name, double value) {
    if (!(value > 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " = " + value + ": must be in (0, 1]");
    }
  }

  /** Refuses what is not inside an interval. */
  static void inside(String name, Object value, boolean inside, String interval) {
    if (!inside) {
      throw new IllegalArgumentException(name + " = " + value + ": must be in " + interval);
    }
  }

  static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " = " + value + ": must be at least 1");
    }
  }

  /** Refuses epochs of epochs: a schedule that counts epochs already has its unit. */
  static void countsNoEpochs(String name, Schedule schedule) {
    if (!schedule.resolve(1).equals(schedule)) {
      throw new IllegalArgumentException(
          name + " = " + schedule + ": must not have a part that counts epochs by itself");
    }
  }
}
