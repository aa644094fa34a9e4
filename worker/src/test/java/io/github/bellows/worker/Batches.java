package io.github.bellows.worker;

import io.github.bellows.common.data.FeatureDecoding;
import io.github.bellows.common.data.FeatureType;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.LabelField;
import io.github.bellows.common.data.RecordDecoder;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.random.SeededRandom;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;

/** Batches that fit a network, filled with numbers of a test. */
public final class Batches {
  private Batches() {}

  /** Returns an empty batch with the input shape and the kind of labels that a network takes. */
  public static SampleBatch empty(Network network, int capacity) {
    int outputs = Math.toIntExact(network.output().elements());
    Label label =
        network.spec().loss() instanceof CrossEntropy
            ? new Label.Classes(IntStream.range(0, outputs).mapToObj(String::valueOf).toList())
            : new Label.Values(outputs);
    Shape shape =
        network.spec().inputs().size() == 1
            ? network.spec().input()
            : Shape.of((int) network.features());
    SampleSchema schema =
        new SampleSchema(
            shape,
            FeatureType.FLOAT32,
            List.of(new LabelField("label", label)),
            false,
            network.spec().inputs().get(0).variableLength());
    return new SampleBatch(schema, capacity);
  }

  /**
   * Appends samples; labels are one class index, or the numbers to predict, for each. Sequences go
   * on to the last step.
   */
  public static void fill(SampleBatch batch, float[] features, float[] labels) {
    SampleSchema schema = batch.schema();
    RecordDecoder decoder = new RecordDecoder(schema, FeatureDecoding.NONE);
    int samples = features.length / schema.elements();
    int perSample = labels.length / samples;
    for (int sample = 0; sample < samples; sample++) {
      ByteBuffer record = ByteBuffer.allocate(schema.recordBytes()).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < schema.elements(); i++) {
        record.putFloat(features[sample * schema.elements() + i]);
      }
      for (int i = sample * perSample; i < (sample + 1) * perSample; i++) {
        if (schema.label() instanceof Label.Classes) {
          record.putInt((int) labels[i]);
        } else {
          record.putFloat(labels[i]);
        }
      }
      if (schema.lengths()) {
        record.putInt(schema.shape().size(0));
      }
      decoder.append(record.array(), batch);
    }
  }

  /** Returns a batch of normal features, with labels drawn from the same seed. */
  public static SampleBatch random(Network network, int samples, long seed) {
    SampleBatch batch = empty(network, samples);
    refill(batch, samples, seed);
    return batch;
  }

  /**
   * Replaces what is in a batch by normal features, with labels, and lengths if there are any,
   * drawn from the same seed.
   */
  public static void refill(SampleBatch batch, int samples, long seed) {
    SeededRandom random = SeededRandom.of(seed);
    SampleSchema schema = batch.schema();
    float[] features = normal(random, samples * schema.elements());
    float[] labels;
    if (schema.label() instanceof Label.Values values) {
      labels = normal(random, samples * values.length());
    } else {
      labels = new float[samples];
      for (int i = 0; i < samples; i++) {
        labels[i] = random.nextInt(schema.classNames().size());
      }
    }
    batch.clear();
    fill(batch, features, labels);
    for (int i = 0; schema.lengths() && i < samples; i++) {
      batch.lengths().put(i, 1 + random.nextInt(schema.shape().size(0)));
    }
  }

  /** Returns standard normal numbers. */
  public static float[] normal(SeededRandom random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }
}
