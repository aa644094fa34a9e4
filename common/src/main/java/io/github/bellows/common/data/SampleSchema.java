package io.github.bellows.common.data;

import io.github.bellows.common.model.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The layout of one record: the values that become features (the features themselves in row-major
 * order, unless a {@link FeatureDecoding} says otherwise), the labels one after another, the weight
 * (fp32) if there is one, the length (int32) if there is one. Little-endian. Immutable.
 *
 * @param shape sizes of the features of one sample
 * @param values how many values become features
 * @param type how each value is stored
 * @param labels what is to be learned, at least one, with distinct names
 * @param weighted whether each sample has a weight, a finite number of at least 0
 * @param lengths whether each sample has a length, the number of its valid steps, at least 1
 */
public record SampleSchema(
    Shape shape,
    int values,
    FeatureType type,
    List<LabelField> labels,
    boolean weighted,
    boolean lengths) {
  private static final String LABEL = "label";

  /** Checks that a record can be addressed. */
  public SampleSchema {
    labels = List.copyOf(labels);
    if (labels.isEmpty()
        || labels.stream().map(LabelField::name).distinct().count() != labels.size()) {
      throw new IllegalArgumentException("labels = " + labels + ": must be distinct, not empty");
    }
    long bytes = Math.multiplyExact(values, (long) type.bytes());
    for (LabelField field : labels) {
      bytes += field.label().bytes();
    }
    if (bytes > Integer.MAX_VALUE / 8) {
      throw new IllegalArgumentException(
          "shape = " + shape + ": a record of " + bytes + " bytes is too large");
    }
  }

  /** Creates the layout of samples each value of which is a feature. */
  public SampleSchema(
      Shape shape, FeatureType type, List<LabelField> labels, boolean weighted, boolean lengths) {
    this(shape, Math.toIntExact(shape.elements()), type, labels, weighted, lengths);
  }

  /** Returns the layout of samples with one label, named {@code label}, and nothing else. */
  public static SampleSchema of(Shape shape, FeatureType type, Label label) {
    return new SampleSchema(shape, type, List.of(new LabelField(LABEL, label)), false, false);
  }

  /** Returns the same layout for features of other sizes that the same values become. */
  SampleSchema withShape(Shape other) {
    return new SampleSchema(other, values, type, labels, weighted, lengths);
  }

  /** Returns the first label. */
  public Label label() {
    return labels.get(0).label();
  }

  /** Returns a label, counted from 0. */
  public Label label(int index) {
    return labels.get(index).label();
  }

  /** Returns the number of features of one sample. */
  public int elements() {
    return (int) shape.elements();
  }

  /** Returns the size of the values of one record in bytes; the first label starts there. */
  public int featureBytes() {
    return values * type.bytes();
  }

  /** Returns where a label, counted from 0, starts in a record, in bytes. */
  int labelAt(int index) {
    int at = featureBytes();
    for (LabelField field : labels.subList(0, index)) {
      at += field.label().bytes();
    }
    return at;
  }

  /** Returns where the weight stands in a record, in bytes, if there is one. */
  int weightAt() {
    return labelAt(labels.size());
  }

  /** Returns where the length stands in a record, in bytes, if there is one. */
  int lengthAt() {
    return weightAt() + (weighted ? Float.BYTES : 0);
  }

  /** Returns the size of one record in bytes. */
  public int recordBytes() {
    return lengthAt() + (lengths ? Integer.BYTES : 0);
  }

  /** Writes the values of a record, as they are stored, into {@code target}. */
  public void values(byte[] record, float[] target) {
    if (type == FeatureType.UINT8) {
      for (int i = 0; i < values; i++) {
        target[i] = record[i] & 0xff;
      }
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
    if (type == FeatureType.FLOAT32) {
      bytes.asFloatBuffer().get(0, target, 0, values);
      return;
    }
    for (int i = 0; i < values; i++) {
      target[i] = HalfFloat.toFloat(bytes.getShort(i * Short.BYTES));
    }
  }

  /** Returns the class names of the first label by index; none if it holds numbers. */
  public List<String> classNames() {
    return label().classNames();
  }

  /** Returns the class names of a label, counted from 0; none if it holds numbers. */
  public List<String> classNames(int label) {
    return label(label).classNames();
  }
}
