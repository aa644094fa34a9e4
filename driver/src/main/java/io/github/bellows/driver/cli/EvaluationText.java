package io.github.bellows.driver.cli;

import io.github.bellows.common.metric.ClassificationEvaluation;
import io.github.bellows.common.metric.Evaluation;
import java.util.List;
import java.util.Locale;

/** The figures of an evaluation as text. */
final class EvaluationText {
  private static final int MOST_COLUMNS = 25;

  private EvaluationText() {}

  /** Returns the figures as lines; for a classifier with a table per class and the confusions. */
  static String table(Evaluation evaluation, List<String> names) {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "%-22s %d%n", "samples", evaluation.count()));
    evaluation
        .scalars()
        .forEach(
            (name, value) -> text.append(String.format(Locale.ROOT, "%-22s %.6f%n", name, value)));
    if (evaluation instanceof ClassificationEvaluation classes) {
      perClass(text, classes, names);
      confusion(text, classes, names);
    }
    return text.toString();
  }

  private static void perClass(
      StringBuilder text, ClassificationEvaluation classes, List<String> names) {
    text.append(
        String.format(
            Locale.ROOT,
            "%n%-16s %9s %9s %9s %9s%n",
            "class",
            "samples",
            "precision",
            "recall",
            "F1"));
    for (int i = 0; i < classes.confusion().size(); i++) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-16s %9d %9.4f %9.4f %9.4f%n",
              name(names, i),
              classes.confusion().get(i).stream().mapToLong(Long::longValue).sum(),
              classes.precision().get(i),
              classes.recall().get(i),
              classes.f1().get(i)));
    }
  }

  private static void confusion(
      StringBuilder text, ClassificationEvaluation classes, List<String> names) {
    int size = classes.confusion().size();
    if (size > MOST_COLUMNS) {
      text.append(
          String.format(Locale.ROOT, "%n(the confusion matrix of %d classes: see --json)%n", size));
      return;
    }
    text.append(
        String.format(Locale.ROOT, "%nconfusion: rows are true classes, columns predicted ones%n"));
    text.append(String.format(Locale.ROOT, "%-10s", ""));
    for (int i = 0; i < size; i++) {
      text.append(String.format(Locale.ROOT, " %6.6s", name(names, i)));
    }
    text.append(System.lineSeparator());
    for (int i = 0; i < size; i++) {
      text.append(String.format(Locale.ROOT, "%-10.10s", name(names, i)));
      for (long cell : classes.confusion().get(i)) {
        text.append(String.format(Locale.ROOT, " %6d", cell));
      }
      text.append(System.lineSeparator());
    }
  }

  private static String name(List<String> names, int index) {
    return index < names.size() ? names.get(index) : String.valueOf(index);
  }
}
