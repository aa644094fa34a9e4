package io.github.bellows.common.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How good a classifier is. With n[i][j] samples of class i taken for class j:
 *
 * <ul>
 *   <li>accuracy = Σᵢ n[i][i] / Σᵢⱼ n[i][j]
 *   <li>precision[c] = n[c][c] / Σᵢ n[i][c]: of those taken for c, the share that is
 *   <li>recall[c] = n[c][c] / Σⱼ n[c][j]: of those that are c, the share found
 *   <li>f1[c] = 2·n[c][c] / (Σᵢ n[i][c] + Σⱼ n[c][j]), the harmonic mean of both
 * </ul>
 *
 * <p>0/0 is 0: a class never predicted has precision 0, one that does not occur recall 0. Macro
 * averages are plain means over all classes, those that do not occur included. This is
 * scikit-learn's {@code precision_recall_fscore_support} with {@code labels=range(classes)} and
 * {@code zero_division=0}.
 *
 * @param count samples
 * @param loss mean of their losses
 * @param accuracy share of samples whose class was predicted
 * @param precision by class
 * @param recall by class
 * @param f1 by class
 * @param confusion samples by [class][predicted class]
 */
public record ClassificationEvaluation(
    long count,
    double loss,
    double accuracy,
    List<Double> precision,
    List<Double> recall,
    List<Double> f1,
    List<List<Long>> confusion)
    implements Evaluation {
  /** Copies the lists. */
  public ClassificationEvaluation {
    precision = List.copyOf(precision);
    recall = List.copyOf(recall);
    f1 = List.copyOf(f1);
    confusion = confusion.stream().map(List::copyOf).toList();
  }

  /** Returns the figures of a matrix of counts by [class][predicted class]. */
  static ClassificationEvaluation of(long count, double loss, long[][] confusion) {
    List<Double> precision = new ArrayList<>();
    List<Double> recall = new ArrayList<>();
    List<Double> f1 = new ArrayList<>();
    long right = 0;
    for (int c = 0; c < confusion.length; c++) {
      long found = confusion[c][c];
      long actual = Arrays.stream(confusion[c]).sum();
      long predicted = 0;
      for (long[] row : confusion) {
        predicted += row[c];
      }
      precision.add(ratio(found, predicted));
      recall.add(ratio(found, actual));
      f1.add(ratio(2 * found, predicted + actual));
      right += found;
    }
    List<List<Long>> rows =
        Arrays.stream(confusion).map(row -> Arrays.stream(row).boxed().toList()).toList();
    return new ClassificationEvaluation(
        count, loss, ratio(right, count), precision, recall, f1, rows);
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  /** Returns the mean of the classes' precisions. */
  public double macroPrecision() {
    return mean(precision);
  }

  /** Returns the mean of the classes' recalls: the balanced accuracy if every class occurs. */
  public double macroRecall() {
    return mean(recall);
  }

  /** Returns the mean of the classes' F1 scores. */
  public double macroF1() {
    return mean(f1);
  }

  private static double mean(List<Double> values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.size();
  }

  @Override
  public SortedMap<String, Double> scalars() {
    SortedMap<String, Double> scalars = new TreeMap<>();
    scalars.put(Metric.LOSS.key(), loss);
    scalars.put(Metric.ACCURACY.key(), accuracy);
    scalars.put(Metric.MACRO_PRECISION.key(), macroPrecision());
    scalars.put(Metric.MACRO_RECALL.key(), macroRecall());
    scalars.put(Metric.MACRO_F1.key(), macroF1());
    return scalars;
  }
}
