package io.github.bellows.driver.prepare;

import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.LabelField;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.io.Serializable;
import java.util.Arrays;

/**
 * How many samples each class of each label has; labels that are not one class of a sample have
 * none. Mutable; one thread at a time.
 */
final class ClassCounts implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long[][] counts;

  /** Creates counts of no samples. */
  ClassCounts(SampleSchema schema) {
    counts = new long[schema.labels().size()][];
    for (int i = 0; i < counts.length; i++) {
      boolean classes = schema.label(i) instanceof Label.Classes;
      counts[i] = new long[classes ? schema.classNames(i).size() : 0];
    }
  }

  /** Adds a sample. */
  void add(SampleSchema schema, byte[] record) {
    for (int i = 0; i < counts.length; i++) {
      if (counts[i].length > 0) {
        counts[i][schema.classIndex(record, i)]++;
      }
    }
  }

  /** Adds the samples of another part. */
  void merge(ClassCounts other) {
    for (int i = 0; i < counts.length; i++) {
      for (int c = 0; c < counts[i].length; c++) {
        counts[i][c] += other.counts[i][c];
      }
    }
  }

  /** Returns how many samples each class of a label has. */
  long[] of(int label) {
    return counts[label].clone();
  }

  /**
   * Checks that the training samples, if they are more than one, are of more than one class of each
   * label.
   *
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) if not
   */
  void requireSeveral(String source, SampleSchema schema) {
    for (int i = 0; i < counts.length; i++) {
      long present = Arrays.stream(counts[i]).filter(count -> count > 0).count();
      if (present == 1 && Arrays.stream(counts[i]).sum() > 1) {
        LabelField field = schema.labels().get(i);
        int only = 0;
        while (counts[i][only] == 0) {
          only++;
        }
        throw single(source, field.name(), field.label().classNames().get(only));
      }
    }
  }

  private static TrainingException single(String source, String column, String name) {
    return TrainingException.of(
        ErrorCode.BAD_DATA,
        source + ": column " + column,
        "all training samples are of class '" + name + "'",
        "Give samples of at least two classes, or choose another column as data.label");
  }
}
