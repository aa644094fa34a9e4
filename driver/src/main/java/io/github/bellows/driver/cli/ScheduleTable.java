package io.github.bellows.driver.cli;

import io.github.bellows.common.schedule.Schedule;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Values of schedules as a table: the first and the last step, boundaries, and some between. */
final class ScheduleTable {
  private static final int EVENLY = 20;
  private static final int MOST_BOUNDARIES = 20;
  private static final int DIGITS = 6;

  private ScheduleTable() {}

  /** Returns the table, a line for each step. */
  static String of(Map<String, Schedule> curves, RunLength length) {
    boolean epochs = length.stepsPerEpoch() != null;
    TextTable table = new TextTable("r" + (epochs ? "r" : "") + "r".repeat(curves.size()));
    List<String> head = new ArrayList<>(epochs ? List.of("step", "epoch") : List.of("step"));
    curves.keySet().forEach(key -> head.add(key.substring(key.lastIndexOf('.') + 1)));
    table.add(head.toArray(String[]::new));
    for (long step : steps(curves, length.steps())) {
      List<String> row = new ArrayList<>(List.of(String.valueOf(step)));
      if (length.stepsPerEpoch() != null) {
        row.add(String.valueOf(step / length.stepsPerEpoch()));
      }
      curves.values().forEach(schedule -> row.add(number(schedule.valueAt(step))));
      table.add(row.toArray(String[]::new));
    }
    return table.text();
  }

  /** Returns the steps of the table, all of them in the run. */
  static TreeSet<Long> steps(Map<String, Schedule> curves, long steps) {
    TreeSet<Long> chosen = new TreeSet<>();
    for (Schedule schedule : curves.values()) {
      List<Long> within = schedule.boundaries().stream().filter(step -> step < steps).toList();
      if (within.size() <= MOST_BOUNDARIES) {
        chosen.addAll(within);
      }
    }
    chosen.addAll(evenly(EVENLY, steps));
    return chosen;
  }

  /** Returns at most so many steps of a run, from the first to the last. */
  static List<Long> evenly(int most, long steps) {
    int count = (int) Math.min(most, steps);
    List<Long> chosen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chosen.add(count == 1 ? 0 : Math.round((double) i * (steps - 1) / (count - 1)));
    }
    return chosen;
  }

  /** Returns a number with six digits: {@code 0.001}, {@code 4e-8}. */
  static String number(double value) {
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(DIGITS)).stripTrailingZeros();
    String text = rounded.toString().replace("E+", "e").replace('E', 'e');
    return value >= 1 && text.contains("e") ? rounded.toPlainString() : text;
  }
}
