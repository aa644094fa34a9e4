package io.github.bellows.driver.cli;

import io.github.bellows.common.metric.ClassificationEvaluation;
import io.github.bellows.common.metric.Evaluation;
import io.github.bellows.common.metric.MaskEvaluation;
import io.github.bellows.common.metric.MultiLabelEvaluation;
import io.github.bellows.common.metric.MultiOutputEvaluation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;

/** The figures of an evaluation as text. */
final class EvaluationText {
  private static final int MOST_COLUMNS = 25;
  private static final int NAME_WIDTH = 22;

  private final StringBuilder text = new StringBuilder();

  private EvaluationText() {}

  /**
   * Returns the figures as lines, with a table by class where there are classes, and confusions.
   *
   * @param names by output, names by class index; may be shorter than the classes
   */
  static String table(Evaluation evaluation, List<List<String>> names) {
    EvaluationText table = new EvaluationText();
    table.scalars(evaluation);
    if (evaluation instanceof MultiOutputEvaluation several) {
      for (int i = 0; i < several.outputs().size(); i++) {
        MultiOutputEvaluation.Part part = several.outputs().get(i);
        table.byClass(part.evaluation(), names.get(i), part.output() + ": ");
      }
    } else {
      table.byClass(evaluation, names.get(0), "");
    }
    return table.text.toString();
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format + "%n", values));
  }

  private void scalars(Evaluation evaluation) {
    SortedMap<String, Double> scalars = evaluation.scalars();
    int width =
        Math.max(NAME_WIDTH, scalars.keySet().stream().mapToInt(String::length).max().orElse(0));
    String start = "%-" + width + "s ";
    line(start + "%d", "samples", evaluation.count());
    for (Map.Entry<String, Double> each : scalars.entrySet()) {
      line(start + "%.6f", each.getKey(), each.getValue());
    }
  }

  /** Writes the tables of one output, if it has classes. */
  private void byClass(Evaluation evaluation, List<String> names, String output) {
    if (evaluation instanceof ClassificationEvaluation classes) {
      classes(classes, names, output);
      confusion(classes, names, output);
    } else if (evaluation instanceof MaskEvaluation masks) {
      masks(masks, names, output);
      confusion(masks.places(), names, output);
    } else if (evaluation instanceof MultiLabelEvaluation answers) {
      answers(answers, names, output);
    }
  }

  private void classes(ClassificationEvaluation classes, List<String> names, String output) {
    header(output + "class", "samples", "");
    for (int i = 0; i < classes.confusion().size(); i++) {
      row(name(names, i), actual(classes, i), figures(classes, i), "");
    }
  }

  private void masks(MaskEvaluation masks, List<String> names, String output) {
    ClassificationEvaluation places = masks.places();
    header(output + "class", "places", String.format(Locale.ROOT, " %9s", "IoU"));
    for (int i = 0; i < places.confusion().size(); i++) {
      OptionalDouble overlap = masks.intersectionOverUnion().get(i);
      String last =
          overlap.isPresent()
              ? String.format(Locale.ROOT, " %9.4f", overlap.getAsDouble())
              : String.format(Locale.ROOT, " %9s", "-");
      row(name(names, i), actual(places, i), figures(places, i), last);
    }
  }

  private void answers(MultiLabelEvaluation answers, List<String> names, String output) {
    header(output + "label", "positives", "");
    for (int i = 0; i < answers.positives().size(); i++) {
      double[] figures = {answers.precision().get(i), answers.recall().get(i), answers.f1().get(i)};
      row(name(names, i), answers.positives().get(i), figures, "");
    }
  }

  private void header(String what, String counted, String last) {
    text.append(System.lineSeparator());
    line("%-16s %9s %9s %9s %9s%s", what, counted, "precision", "recall", "F1", last);
  }

  private void row(String name, long count, double[] figures, String last) {
    line("%-16s %9d %9.4f %9.4f %9.4f%s", name, count, figures[0], figures[1], figures[2], last);
  }

  private static double[] figures(ClassificationEvaluation classes, int index) {
    return new double[] {
      classes.precision().get(index), classes.recall().get(index), classes.f1().get(index)
    };
  }

  private static long actual(ClassificationEvaluation classes, int index) {
    return classes.confusion().get(index).stream().mapToLong(Long::longValue).sum();
  }

  private void confusion(ClassificationEvaluation classes, List<String> names, String output) {
    int size = classes.confusion().size();
    text.append(System.lineSeparator());
    if (size > MOST_COLUMNS) {
      line("(the confusion matrix of %d classes: see --json)", size);
      return;
    }
    long largest = classes.confusion().stream().flatMap(List::stream).max(Long::compare).orElse(0L);
    int width = Math.max(6, String.valueOf(largest).length());
    line("%sconfusion: rows are true classes, columns predicted ones", output);
    text.append(String.format(Locale.ROOT, "%-10s", ""));
    for (int i = 0; i < size; i++) {
      text.append(String.format(Locale.ROOT, " %" + width + ".6s", name(names, i)));
    }
    text.append(System.lineSeparator());
    for (int i = 0; i < size; i++) {
      text.append(String.format(Locale.ROOT, "%-10.10s", name(names, i)));
      for (long cell : classes.confusion().get(i)) {
        text.append(String.format(Locale.ROOT, " %" + width + "d", cell));
      }
      text.append(System.lineSeparator());
    }
  }

  private static String name(List<String> names, int index) {
    return index < names.size() ? names.get(index) : String.valueOf(index);
  }
}
