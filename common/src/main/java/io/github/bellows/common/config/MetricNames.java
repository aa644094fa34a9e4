package io.github.bellows.common.config;

import io.github.bellows.common.error.Nearest;
import io.github.bellows.common.metric.Measure;
import io.github.bellows.common.metric.Metric;
import io.github.bellows.common.model.ModelOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a run's validations measure, and so what early stopping may watch: the metrics of the only
 * output, or {@code loss} and {@code <layer>.<metric>} of each of several.
 */
final class MetricNames {
  private static final List<String> KEYS = Arrays.stream(Metric.values()).map(Metric::key).toList();
  private static final Pattern OF_OUTPUT =
      Pattern.compile("[A-Za-z][A-Za-z0-9_]*\\.(" + String.join("|", KEYS) + ")");

  /** A name that some network's validations could have. */
  static final Rule<String> RULE =
      new Rule<>(
          "must be " + Rule.either(KEYS),
          text -> KEYS.contains(text) || OF_OUTPUT.matcher(text).matches() ? text : null,
          text -> text,
          KEYS,
          Set.of());

  private final List<String> names = new ArrayList<>();
  private final String what;

  /**
   * Creates the names of a network.
   *
   * @param labels of the data; an output is compared with the one it names, or else with the one at
   *     its own place
   */
  MetricNames(List<ModelOutput> outputs, List<LabelConfig> labels) {
    if (outputs.size() == 1) {
      Measure measure = measure(outputs.get(0), 0, labels);
      measure.metrics().forEach(metric -> names.add(metric.key()));
      what =
          switch (measure) {
            case CLASSES -> "classes";
            case MASKS -> "masks";
            case ANSWERS -> "answers yes or no";
            case VALUES -> "numbers";
          };
      return;
    }
    what = "these outputs";
    names.add(Metric.LOSS.key());
    for (int i = 0; i < outputs.size(); i++) {
      String layer = outputs.get(i).layer();
      measure(outputs.get(i), i, labels)
          .metrics()
          .forEach(metric -> names.add(Metric.nameOf(layer, metric.key())));
    }
  }

  private static Measure measure(ModelOutput output, int index, List<LabelConfig> labels) {
    // What does not pair up is reported with the model; here anything will do.
    LabelConfig own = labels.get(Math.min(index, labels.size() - 1));
    for (LabelConfig label : labels) {
      own = label.column().equals(output.label()) ? label : own;
    }
    return Measure.of(output.loss(), target(own.kind()));
  }

  private static Measure.Target target(LabelConfig.Kind kind) {
    return switch (kind) {
      case CLASS -> Measure.Target.CLASS;
      case MASK -> Measure.Target.MASK;
      case NUMBER, VECTOR, MULTI -> Measure.Target.NUMBERS;
      case FEATURES -> Measure.Target.FEATURES;
    };
  }

  /** Reports a metric that will not be measured. */
  void check(Section section, String key, String metric) {
    if (!names.contains(metric)) {
      section.report(key, rule(), fix(metric));
    }
  }

  /** Reports a metric of {@code what}, outside a section of its own, that will not be measured. */
  void check(String metric, String what, Problems problems, Origin where) {
    if (!names.contains(metric)) {
      problems.add(what, rule(), fix(metric), where);
    }
  }

  private String rule() {
    return "is not measured for " + what;
  }

  private String fix(String metric) {
    String all = "Write one of " + String.join(", ", names);
    return Nearest.to(metric, names).map(near -> "Did you mean " + near + "?").orElse(all);
  }
}
