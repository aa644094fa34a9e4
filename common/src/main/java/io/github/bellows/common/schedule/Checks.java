package io.github.bellows.common.schedule;

import java.util.List;

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

  static void positive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " = " + value + ": must be positive and finite");
    }
  }

  static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " = " + value + ": must be at least 1");
    }
  }

  static void notEmpty(String name, List<?> list) {
    if (list.isEmpty()) {
      throw new IllegalArgumentException(name + " = []: must not be empty");
    }
  }

  static void metric(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("metric = : must name a figure, such as loss");
    }
  }

  /** Refuses boundaries that are no later than the one before, or than the first step. */
  static void boundaries(String name, List<Long> boundaries) {
    long last = 0;
    for (long boundary : boundaries) {
      if (boundary <= last) {
        throw new IllegalArgumentException(
            name + " = " + boundaries + ": must be positive and ascending");
      }
      last = boundary;
    }
  }

  /** Refuses a warm-up that leaves nothing of the steps that it is part of. */
  static void warmup(long warmup, long steps) {
    if (!(warmup >= 0 && warmup < steps)) {
      throw new IllegalArgumentException(
          "warmup = " + warmup + ": must be in [0, " + steps + "), the steps in all");
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
