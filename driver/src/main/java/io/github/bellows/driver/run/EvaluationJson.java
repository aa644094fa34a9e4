package io.github.bellows.driver.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bellows.common.metric.ClassificationEvaluation;
import io.github.bellows.common.metric.Evaluation;
import java.util.List;

/** The figures of an evaluation as JSON: every scalar by name; for classifiers also per class. */
public final class EvaluationJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private EvaluationJson() {}

  /**
   * Returns {@code samples}, the scalars and, for a classifier, {@code labels}, {@code precision},
   * {@code recall}, {@code f1} and {@code confusion}, whose rows are true classes.
   *
   * @param classNames names by class index; may be shorter than the classes
   */
  public static ObjectNode of(Evaluation evaluation, List<String> classNames) {
    ObjectNode json = JSON.createObjectNode();
    json.put("samples", evaluation.count());
    evaluation.scalars().forEach(json::put);
    if (evaluation instanceof ClassificationEvaluation classes) {
      ArrayNode labels = json.putArray("labels");
      for (int i = 0; i < classes.confusion().size(); i++) {
        labels.add(i < classNames.size() ? classNames.get(i) : String.valueOf(i));
      }
      classes.precision().forEach(json.putArray("precision")::add);
      classes.recall().forEach(json.putArray("recall")::add);
      classes.f1().forEach(json.putArray("f1")::add);
      ArrayNode rows = json.putArray("confusion");
      for (List<Long> row : classes.confusion()) {
        row.forEach(rows.addArray()::add);
      }
    }
    return json;
  }
}
