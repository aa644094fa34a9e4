package io.github.bellows.driver.train;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** What the rows of a {@link RankTable} say of workers that others have waited for. */
public final class Stragglers {
  /** A share of the step that is worth a warning. */
  private static final double MUCH = 0.25;

  /** Rows of fewer steps than this share of the longest row's say little. */
  private static final double FEW = 0.1;

  private static final double NANOS_PER_MILLI = 1e6;

  private Stragglers() {}

  /** Returns the rows as a table, in milliseconds a step. */
  public static String table(List<RankReport> rows) {
    StringBuilder out = new StringBuilder("milliseconds a step, by worker:");
    for (RankReport row : rows) {
      out.append(
          String.format(
              Locale.ROOT,
              "%n  %s: %d steps, compute %.2f, exchange %.2f, update %.2f, wait %.2f",
              name(row),
              row.times().steps(),
              millis(row, r -> r.times().compute()),
              millis(row, r -> r.times().exchange()),
              millis(row, r -> r.times().update()),
              millis(row, r -> r.times().waiting())));
    }
    return out.toString();
  }

  /**
   * Returns who was waited for, and what that cost, if one worker waited longer than another by a
   * quarter of a step.
   */
  public static Optional<String> warning(List<RankReport> rows) {
    long most = rows.stream().mapToLong(row -> row.times().steps()).max().orElse(0);
    List<RankReport> known =
        rows.stream()
            .filter(row -> row.times().steps() > 0 && row.times().steps() >= FEW * most)
            .toList();
    if (known.size() < 2) {
      return Optional.empty();
    }
    Comparator<RankReport> byWait =
        Comparator.comparingDouble(row -> millis(row, r -> r.times().waiting()));
    RankReport slow = known.stream().min(byWait).orElseThrow();
    RankReport idle = known.stream().max(byWait).orElseThrow();
    double lost = millis(idle, r -> r.times().waiting()) - millis(slow, r -> r.times().waiting());
    double step =
        known.stream().mapToDouble(row -> millis(row, r -> r.times().total())).average().orElse(0);
    return lost > MUCH * step ? Optional.of(text(slow, idle, lost, step)) : Optional.empty();
  }

  private static String text(RankReport slow, RankReport idle, double lost, double step) {
    return String.format(
        Locale.ROOT,
        "%s was waited for: it computes %.2f ms of a step, %s only %.2f ms, and stands still %.2f"
            + " ms longer, %.0f %% of the step. Use machines of one kind, or as many training.lanes"
            + " that each worker has the same number",
        name(slow),
        millis(slow, r -> r.times().compute()),
        name(idle),
        millis(idle, r -> r.times().compute()),
        lost,
        100 * lost / step);
  }

  private static String name(RankReport row) {
    return "worker " + row.rank() + " (executor " + row.executor() + " on " + row.host() + ")";
  }

  private static double millis(RankReport row, ToLongFunction<RankReport> nanos) {
    return row.times().steps() == 0
        ? 0
        : nanos.applyAsLong(row) / NANOS_PER_MILLI / row.times().steps();
  }
}
