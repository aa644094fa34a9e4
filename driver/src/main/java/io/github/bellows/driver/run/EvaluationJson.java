package io.github.bellows.driver.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bellows.common.metric.ClassificationEvaluation;
import io.github.bellows.common.metric.Evaluation;
import io.github.bellows.common.metric.MaskEvaluation;
import io.github.bellows.common.metric.MultiLabelEvaluation;
import io.github.bellows.common.metric.MultiOutputEvaluation;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The figures of an evaluation as JSON: every scalar by name, and what there is by class.
 *
 * <ul>
 *   <li>Classes: {@code labels}, {@code precision}, {@code recall}, {@code f1} and {@code
 *       confusion}, whose rows are true classes.
 *   <li>Masks: the same, and {@code places}, how many were counted, and {@code
 *       intersectionOverUnion}, null for a class that occurs nowhere.
 *   <li>Answers: {@code labels}, {@code precision}, {@code recall}, {@code f1} and {@code
 *       positives}, the samples that have the label.
 *   <li>Several outputs: {@code outputs}, which has all this of each by its layer's name.
 * </ul>
 */
public final class EvaluationJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private EvaluationJson() {}

  /**
   * Returns {@code samples}, the scalars and what there is by class.
   *
   * @param classNames by output, names by class index; may be shorter than the classes
   */
  public static ObjectNode of(Evaluation evaluation, List<List<String>> classNames) {
    ObjectNode json = JSON.createObjectNode();
    json.put("samples", evaluation.count());
    evaluation.scalars().forEach(json::put);
    if (evaluation instanceof MultiOutputEvaluation several) {
      ObjectNode outputs = json.putObject("outputs");
      for (int i = 0; i < several.outputs().size(); i++) {
        MultiOutputEvaluation.Part part = several.outputs().get(i);
        byClass(outputs.putObject(part.output()), part.evaluation(), classNames.get(i));
      }
    } else {
      byClass(json, evaluation, classNames.get(0));
    }
    return json;
  }

  private static void byClass(ObjectNode json, Evaluation evaluation, List<String> names) {
    if (evaluation instanceof ClassificationEvaluation classes) {
      classes(json, classes, names);
    } else if (evaluation instanceof MaskEvaluation masks) {
      json.put("places", masks.places().count());
      classes(json, masks.places(), names);
      ArrayNode overlaps = json.putArray("intersectionOverUnion");
      for (OptionalDouble overlap : masks.intersectionOverUnion()) {
        overlap.ifPresentOrElse(overlaps::add, overlaps::addNull);
      }
    } else if (evaluation instanceof MultiLabelEvaluation answers) {
      labels(json, answers.positives().size(), names);
      answers.precision().forEach(json.putArray("precision")::add);
      answers.recall().forEach(json.putArray("recall")::add);
      answers.f1().forEach(json.putArray("f1")::add);
      answers.positives().forEach(json.putArray("positives")::add);
    }
  }

  private static void classes(
      ObjectNode json, ClassificationEvaluation classes, List<String> names) {
    labels(json, classes.confusion().size(), names);
    classes.precision().forEach(json.putArray("precision")::add);
    classes.recall().forEach(json.putArray("recall")::add);
    classes.f1().forEach(json.putArray("f1")::add);
    ArrayNode rows = json.putArray("confusion");
    for (List<Long> row : classes.confusion()) {
      row.forEach(rows.addArray()::add);
    }
  }

  private static void labels(ObjectNode json, int count, List<String> names) {
    ArrayNode labels = json.putArray("labels");
    for (int i = 0; i < count; i++) {
      labels.add(i < names.size() ? names.get(i) : String.valueOf(i));
    }
  }
}
