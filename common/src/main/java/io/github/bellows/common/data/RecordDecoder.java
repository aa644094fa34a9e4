package io.github.bellows.common.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Turns records into scaled fp32 features and labels: one loop over arrays per record, bulk copies
 * at both ends. Immutable and thread-safe; callers bring the scratch memory.
 */
public final class RecordDecoder {
  private final SampleSchema schema;
  private final FeatureScaling scaling;
  private final float[] byteTable;

  /**
   * Creates a decoder.
   *
   * @throws IllegalArgumentException if the scaling is for another number of features
   */
  public RecordDecoder(SampleSchema schema, FeatureScaling scaling) {
    if (!scaling.isUniform() && scaling.subtract().length != schema.elements()) {
      throw new IllegalArgumentException(
          "scaling is for " + scaling.subtract().length + " features, not " + schema.elements());
    }
    this.schema = schema;
    this.scaling = scaling;
    this.byteTable = new float[256];
    for (int value = 0; value < 256; value++) {
      byteTable[value] = (value - scaling.subtract()[0]) / scaling.divide()[0];
    }
  }

  /** Scratch memory of one reading thread. */
  static final class Scratch {
    private final byte[] bytes;
    private final float[] floats;

    Scratch(SampleSchema schema) {
      bytes = new byte[schema.type() == FeatureType.UINT8 ? schema.elements() : 0];
      floats = new float[schema.elements()];
    }
  }

  /** Returns the schema of the records. */
  public SampleSchema schema() {
    return schema;
  }

  /**
   * Adds one record to a batch.
   *
   * @throws IllegalArgumentException if the batch is full
   */
  public void append(byte[] record, SampleBatch target) {
    int slot = target.size();
    target.resize(slot + 1);
    ByteBuffer records = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
    decode(records, records.asFloatBuffer(), 0, target, slot, new Scratch(schema));
  }

  /**
   * Writes the scaled features of one record into {@code target}.
   *
   * @param target at least {@code elements} floats
   */
  public void features(byte[] record, float[] target) {
    if (schema.type() == FeatureType.UINT8) {
      scaleBytes(record, target);
    } else {
      ByteBuffer.wrap(record)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(0, target, 0, schema.elements());
      scaleFloats(target);
    }
  }

  /**
   * Decodes record {@code index} of a little-endian buffer into row {@code slot} of a batch.
   *
   * @param floats the same bytes as {@code records}, seen as floats; used for fp32 records only
   */
  void decode(
      ByteBuffer records, FloatBuffer floats, int index, SampleBatch target, int slot, Scratch s) {
    int elements = schema.elements();
    int start = index * schema.recordBytes();
    if (schema.type() == FeatureType.UINT8) {
      records.get(start, s.bytes, 0, elements);
      scaleBytes(s.bytes, s.floats);
    } else {
      floats.get(start / Float.BYTES, s.floats, 0, elements);
      scaleFloats(s.floats);
    }
    target.features().put(slot * elements, s.floats, 0, elements);
    int labelAt = start + schema.featureBytes();
    if (schema.label() instanceof Label.Values values) {
      FloatBuffer targets = target.targets();
      for (int i = 0; i < values.length(); i++) {
        targets.put(slot * values.length() + i, records.getFloat(labelAt + i * Float.BYTES));
      }
    } else {
      target.classes().put(slot, records.getInt(labelAt));
    }
  }

  private void scaleBytes(byte[] bytes, float[] target) {
    int elements = schema.elements();
    if (scaling.isUniform()) {
      float[] table = byteTable;
      for (int i = 0; i < elements; i++) {
        target[i] = table[bytes[i] & 0xff];
      }
      return;
    }
    float[] subtract = scaling.subtract();
    float[] divide = scaling.divide();
    for (int i = 0; i < elements; i++) {
      target[i] = ((bytes[i] & 0xff) - subtract[i]) / divide[i];
    }
  }

  private void scaleFloats(float[] target) {
    if (scaling.isIdentity()) {
      return;
    }
    int elements = schema.elements();
    float[] subtract = scaling.subtract();
    float[] divide = scaling.divide();
    if (scaling.isUniform()) {
      float subtractAll = subtract[0];
      float divideAll = divide[0];
      for (int i = 0; i < elements; i++) {
        target[i] = (target[i] - subtractAll) / divideAll;
      }
      return;
    }
    for (int i = 0; i < elements; i++) {
      target[i] = (target[i] - subtract[i]) / divide[i];
    }
  }
}
