package io.github.bellows.common.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How good yes-or-no predictions of several labels at once are. With, for label c, h[c] samples
 * that have it and are said to, a[c] that have it, p[c] that are said to, of n samples:
 *
 * <ul>
 *   <li>accuracy = the share of all n·labels answers that are right; 1 − the Hamming loss
 *   <li>precision[c] = h[c] / p[c], recall[c] = h[c] / a[c], f1[c] = 2·h[c] / (a[c] + p[c])
 * </ul>
 *
 * <p>0/0 is 0, and macro averages are plain means over all labels: scikit-learn's {@code
 * precision_recall_fscore_support} on indicator matrices with {@code zero_division=0}. (Its {@code
 * accuracy_score} of such matrices asks for all labels of a sample to be right, ours does not.)
 *
 * @param count samples
 * @param loss mean of their losses
 * @param accuracy share of answers that are right
 * @param precision by label
 * @param recall by label
 * @param f1 by label
 * @param positives samples that have the label, by label
 */
public record MultiLabelEvaluation(
    long count,
    double loss,
    double accuracy,
    List<Double> precision,
    List<Double> recall,
    List<Double> f1,
    List<Long> positives)
    implements Evaluation {
  /** Copies the lists. */
  public MultiLabelEvaluation {
    precision = List.copyOf(precision);
    recall = List.copyOf(recall);
    f1 = List.copyOf(f1);
    positives = List.copyOf(positives);
  }

  static MultiLabelEvaluation of(
      long count, double loss, long[] hits, long[] actual, long[] predicted) {
    List<Double> precision = new ArrayList<>();
    List<Double> recall = new ArrayList<>();
    List<Double> f1 = new ArrayList<>();
    List<Long> positives = new ArrayList<>();
    long wrong = 0;
    for (int c = 0; c < hits.length; c++) {
      precision.add(ratio(hits[c], predicted[c]));
      recall.add(ratio(hits[c], actual[c]));
      f1.add(ratio(2 * hits[c], actual[c] + predicted[c]));
      positives.add(actual[c]);
      wrong += actual[c] + predicted[c] - 2 * hits[c];
    }
    double accuracy = 1 - ratio(wrong, count * hits.length);
    return new MultiLabelEvaluation(count, loss, accuracy, precision, recall, f1, positives);
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  @Override
  public SortedMap<String, Double> scalars() {
    SortedMap<String, Double> scalars = new TreeMap<>();
    scalars.put(Metric.LOSS.key(), loss);
    scalars.put(Metric.ACCURACY.key(), accuracy);
    scalars.put(Metric.MACRO_PRECISION.key(), mean(precision));
    scalars.put(Metric.MACRO_RECALL.key(), mean(recall));
    scalars.put(Metric.MACRO_F1.key(), mean(f1));
    return scalars;
  }
}
