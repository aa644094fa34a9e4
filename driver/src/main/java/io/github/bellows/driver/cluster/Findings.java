package io.github.bellows.driver.cluster;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.worker.task.ExecutorReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a pre-flight has found.
 *
 * @param executors what each executor says of itself, by its number
 * @param problems what would keep the run from working
 * @param warnings what may keep it from working
 */
public record Findings(
    List<ExecutorReport> executors, List<TrainingException> problems, List<String> warnings) {
  /** The reasons in the order in which they name the whole: what a person must mend comes first. */
  private static final List<ErrorCode> ORDER =
      List.of(
          ErrorCode.CONFIGURATION,
          ErrorCode.CANNOT_WRITE,
          ErrorCode.INPUT_MISSING,
          ErrorCode.NO_CAPACITY);

  /** Copies the lists. */
  public Findings {
    executors = List.copyOf(executors);
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
  }

  /** Returns these and those of a check of memory. */
  public Findings with(MemoryCheck memory) {
    List<TrainingException> allProblems = new ArrayList<>(problems);
    allProblems.addAll(memory.problems(executors));
    List<String> allWarnings = new ArrayList<>(warnings);
    allWarnings.addAll(memory.warnings(executors));
    return new Findings(executors, allProblems, allWarnings);
  }

  /** Returns these without what has been said already. */
  public Findings cleared() {
    return new Findings(executors, List.of(), List.of());
  }

  /**
   * Throws all problems as one error, if there are any.
   *
   * @throws TrainingException with the first code of: configuration, cannot write, input missing,
   *     no capacity
   */
  public void requireNone() {
    if (problems.isEmpty()) {
      return;
    }
    ErrorCode code =
        problems.stream()
            .map(TrainingException::code)
            .min(Comparator.comparingInt(each -> ORDER.indexOf(each)))
            .orElse(ErrorCode.INTERNAL);
    throw new TrainingException(
        code,
        problems.size() == 1
            ? String.valueOf(problems.get(0).getMessage())
            : problems.size()
                + " problems with the executors:\n"
                + problems.stream()
                    .map(problem -> "  " + problem.getMessage())
                    .collect(Collectors.joining("\n")));
  }
}
