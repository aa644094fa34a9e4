package io.github.bellows.common.augment;

import io.github.bellows.common.data.BlockCache;
import io.github.bellows.common.data.BlockManifest;
import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.BlockWriter;
import io.github.bellows.common.data.FeatureDecoding;
import io.github.bellows.common.data.FeatureScaling;
import io.github.bellows.common.data.FeatureType;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.LabelField;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.NamedLayer;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Prelu;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.random.SeededRandom;
import io.github.bellows.common.storage.Storage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/** Seeded samples of some shape and label, as a prepared set on the local disk. */
final class Samples {
  private static final int CLASSES = 5;

  private Samples() {}

  static List<String> names() {
    return IntStream.range(0, CLASSES).mapToObj(String::valueOf).toList();
  }

  static SampleSchema schema(Shape shape, Label... labels) {
    List<LabelField> fields =
        IntStream.range(0, labels.length)
            .mapToObj(i -> new LabelField("l" + i, labels[i]))
            .toList();
    return new SampleSchema(shape, FeatureType.FLOAT32, fields, false, false);
  }

  static Network network(Shape input) {
    NamedLayer layer = new NamedLayer("p", List.of(), new Prelu(0.25, false));
    return Network.of(new ModelSpec(input, List.of(layer), CrossEntropy.PLAIN));
  }

  /** Returns what changes know of samples that a network reads in their own shape. */
  static AugmentedData data(SampleSchema schema, Augmentation... changes) {
    AugmentationPlan plan = AugmentationPlan.of(List.of(changes), network(schema.shape()));
    return new AugmentedData(schema, FeatureDecoding.NONE, plan);
  }

  /** Writes samples with normal features and numbers, and classes of masks or of their own. */
  static BlockSet write(Path directory, SampleSchema schema, int samples, FeatureScaling scaling) {
    Storage storage = new Storage(new Configuration());
    org.apache.hadoop.fs.Path set = storage.qualify(directory.resolve("set").toString());
    BlockWriter writer = new BlockWriter(storage, set, "block-0", schema.recordBytes(), 1 << 20);
    SeededRandom random = SeededRandom.of(7);
    for (int i = 0; i < samples; i++) {
      ByteBuffer record = ByteBuffer.allocate(schema.recordBytes()).order(ByteOrder.LITTLE_ENDIAN);
      for (int element = 0; element < schema.elements(); element++) {
        record.putFloat((float) random.nextGaussian());
      }
      for (LabelField field : schema.labels()) {
        if (field.label() instanceof Label.Mask mask) {
          int start = record.position();
          for (int place = 0; place < mask.length(); place++) {
            record.put((byte) random.nextInt(CLASSES));
          }
          record.position(start + mask.bytes());
        } else if (field.label() instanceof Label.Classes) {
          record.putInt(random.nextInt(CLASSES));
        } else if (field.label() instanceof Label.Values values) {
          for (int place = 0; place < values.length(); place++) {
            record.putFloat((float) random.nextGaussian());
          }
        }
      }
      writer.add(record.array());
    }
    new BlockManifest("f".repeat(64), schema, writer.finish()).write(storage, set);
    return BlockSet.open(storage, set, FeatureDecoding.of(scaling), BlockCache.in(directory));
  }

  /** Returns some samples of a set, in this order. */
  static SampleBatch read(BlockSet set, long... samples) {
    SampleBatch batch = new SampleBatch(set.schema(), samples.length);
    set.read(samples, samples.length, batch);
    return batch;
  }

  static float[] features(SampleBatch batch) {
    float[] features = new float[batch.size() * batch.schema().elements()];
    batch.features().get(0, features);
    return features;
  }

  static float[] targets(SampleBatch batch, int label) {
    int length = batch.schema().label(label).length(batch.schema().elements());
    float[] targets = new float[batch.size() * length];
    batch.targets(label).get(0, targets);
    return targets;
  }

  static long[] classes(SampleBatch batch, int label) {
    int length = batch.schema().label(label).length(batch.schema().elements());
    long[] classes = new long[batch.size() * length];
    batch.classes(label).get(0, classes);
    return classes;
  }
}
