package io.github.bellows.common.config;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Everything wrong with a configuration, gathered so that all of it is reported at once. */
final class Problems {
  private final List<Problem> problems = new ArrayList<>();

  /** One broken rule; its text is {@code what: rule. Fix. (origin)}. */
  private record Problem(String text, Origin origin) {
    int line() {
      return origin.line() == 0 ? Integer.MAX_VALUE : origin.line();
    }

    @Override
    public String toString() {
      return text + " (" + origin + ")";
    }
  }

  /**
   * Adds a broken rule.
   *
   * @param what the key and its value, such as {@code training.batch = 0}
   * @param rule the rule it breaks
   * @param fix what to do; a question, or a sentence without the full stop
   */
  void add(String what, String rule, String fix, Origin origin) {
    add(what + ": " + rule + ". " + fix + (fix.endsWith("?") ? "" : "."), origin);
  }

  /** Adds a broken rule as a whole message without its origin. */
  void add(String message, Origin origin) {
    problems.add(new Problem(message, origin));
  }

  /** Returns whether nothing is wrong. */
  boolean isEmpty() {
    return problems.isEmpty();
  }

  /**
   * Reports what was gathered, if anything: in the order of the file's lines, what came from
   * elsewhere last.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) with one line for each problem,
   *     beneath a line with their number if there are several
   */
  void throwIfAny() {
    if (isEmpty()) {
      return;
    }
    List<String> lines =
        problems.stream()
            .sorted(Comparator.comparingInt(Problem::line))
            .map(Problem::toString)
            .distinct()
            .toList();
    String all =
        lines.size() == 1
            ? lines.get(0)
            : lines.stream()
                .map(line -> "  " + line)
                .collect(
                    Collectors.joining("\n", lines.size() + " errors in the configuration:\n", ""));
    throw new TrainingException(ErrorCode.CONFIGURATION, all);
  }
}
