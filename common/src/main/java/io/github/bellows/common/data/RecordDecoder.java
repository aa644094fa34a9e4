package io.github.bellows.common.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;

/**
 * Turns records into scaled fp32 features and labels: one loop over arrays per record, bulk copies
 * at both ends. Immutable and thread-safe; callers bring the scratch memory.
 */
public final class RecordDecoder {
  private final SampleSchema schema;
  private final FeatureDecoding decoding;
  private final FeatureScaling scaling;
  private final float[] byteTable;
  private final int elements;
  private final int values;
  private final int recordBytes;
  private final Label[] labels;
  private final int[] labelAt;
  private final int weightAt;
  private final int lengthAt;

  /**
   * Creates a decoder.
   *
   * @throws IllegalArgumentException if the decoding is for other records
   */
  public RecordDecoder(SampleSchema schema, FeatureDecoding decoding) {
    decoding.check(schema);
    this.schema = schema;
    this.decoding = decoding;
    this.scaling = decoding.scaling();
    this.values = schema.values();
    this.elements = schema.elements();
    this.recordBytes = schema.recordBytes();
    this.labels = schema.labels().stream().map(LabelField::label).toArray(Label[]::new);
    this.labelAt = IntStream.range(0, labels.length).map(schema::labelAt).toArray();
    this.weightAt = schema.weightAt();
    this.lengthAt = schema.lengthAt();
    this.byteTable = new float[256];
    for (int value = 0; value < 256; value++) {
      byteTable[value] = (value - scaling.subtract()[0]) / scaling.divide()[0];
    }
  }

  /** Scratch memory of one reading thread. */
  static final class Scratch {
    private final byte[] bytes;
    private final float[] floats;
    private final float[] values;
    private final long[] indices;
    private final ByteBuffer record;
    private final FloatBuffer recordNumbers;
    private final byte[] transfer;

    Scratch(SampleSchema schema) {
      record = ByteBuffer.allocateDirect(schema.recordBytes()).order(ByteOrder.LITTLE_ENDIAN);
      recordNumbers = record.asFloatBuffer();
      transfer = new byte[schema.recordBytes()];
      values = new float[schema.values()];
      bytes = new byte[schema.type() == FeatureType.FLOAT32 ? 0 : schema.featureBytes()];
      floats = new float[schema.elements()];
      indices = new long[longestMask(schema)];
    }

    /** Returns memory for one record, empty. */
    ByteBuffer record() {
      return record.clear();
    }

    /** Returns the same memory as numbers. */
    FloatBuffer recordNumbers() {
      return recordNumbers;
    }

    /** Returns memory for one record on its way. */
    byte[] transfer() {
      return transfer;
    }

    private static int longestMask(SampleSchema schema) {
      return schema.labels().stream()
          .map(LabelField::label)
          .mapToInt(label -> label instanceof Label.Mask mask ? mask.length() : 0)
          .max()
          .orElse(0);
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
    decode(records, records.asFloatBuffer(), 0, target, slot);
  }

  /**
   * Writes the scaled features of one record into {@code target}.
   *
   * @param target at least {@code elements} floats
   */
  public void features(byte[] record, float[] target) {
    if (schema.type() == FeatureType.UINT8) {
      scaleBytes(record, target);
      return;
    }
    if (schema.type() == FeatureType.FLOAT16) {
      float[] stored = new float[values];
      schema.values(record, stored);
      expand(stored, target);
      return;
    }
    FloatBuffer floats = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    decodeFloats(floats, 0, new float[values], target);
  }

  /** Makes features of the values that were stored. */
  private void expand(float[] stored, float[] target) {
    if (decoding.isPlain()) {
      System.arraycopy(stored, 0, target, 0, elements);
    } else {
      decoding.expand(stored, target);
    }
    scaleFloats(target);
  }

  /** Decodes the values from one on; {@code scratch} has room for as many. */
  private void decodeFloats(FloatBuffer floats, int from, float[] scratch, float[] target) {
    if (decoding.isPlain()) {
      floats.get(from, target, 0, elements);
    } else {
      floats.get(from, scratch, 0, values);
      decoding.expand(scratch, target);
    }
    scaleFloats(target);
  }

  /**
   * Decodes record {@code index} of a little-endian buffer into row {@code slot} of a batch.
   *
   * @param floats the same bytes as {@code records}, seen as floats; used for fp32 records only
   */
  void decode(ByteBuffer records, FloatBuffer floats, int index, SampleBatch target, int slot) {
    Scratch s = target.scratch();
    int start = index * recordBytes;
    if (schema.type() == FeatureType.UINT8) {
      records.get(start, s.bytes, 0, elements);
      scaleBytes(s.bytes, s.floats);
    } else if (schema.type() == FeatureType.FLOAT16) {
      decodeHalves(records, start, s);
    } else {
      decodeFloats(floats, start / Float.BYTES, s.values, s.floats);
    }
    target.features().put(slot * elements, s.floats, 0, elements);
    for (int i = 0; i < labels.length; i++) {
      int at = start + labelAt[i];
      if (labels[i] instanceof Label.Classes) {
        target.classes(i).put(slot, records.getInt(at));
      } else if (labels[i] instanceof Label.Values values) {
        int length = values.length();
        decodeNumbers(records, at, target.targets(i), slot * length, length);
      } else if (labels[i] instanceof Label.Mask mask) {
        int length = mask.length();
        decodeMask(records, at, s.indices, length);
        target.classes(i).put(slot * length, s.indices, 0, length);
      }
    }
    if (schema.weighted()) {
      target.weights().put(slot, records.getFloat(start + weightAt));
    }
    if (schema.lengths()) {
      target.lengths().put(slot, records.getInt(start + lengthAt));
    }
  }

  private void decodeHalves(ByteBuffer records, int start, Scratch s) {
    records.get(start, s.bytes, 0, s.bytes.length);
    for (int i = 0; i < values; i++) {
      int bits = s.bytes[2 * i] & 0xff | s.bytes[2 * i + 1] << 8;
      s.values[i] = HalfFloat.toFloat((short) bits);
    }
    expand(s.values, s.floats);
  }

  private static void decodeNumbers(
      ByteBuffer records, int at, FloatBuffer target, int from, int length) {
    for (int i = 0; i < length; i++) {
      target.put(from + i, records.getFloat(at + i * Float.BYTES));
    }
  }

  private static void decodeMask(ByteBuffer records, int at, long[] target, int length) {
    for (int i = 0; i < length; i++) {
      target[i] = records.get(at + i) & 0xff;
    }
  }

  private void scaleBytes(byte[] bytes, float[] target) {
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
