package io.github.bellows.worker;

import io.github.bellows.common.data.BlockCache;
import io.github.bellows.common.data.BlockManifest;
import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.BlockWriter;
import io.github.bellows.common.data.FeatureDecoding;
import io.github.bellows.common.data.FeatureType;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.random.SeededRandom;
import io.github.bellows.common.storage.Storage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/** Seeded byte images with classes, as a prepared set on the local disk. */
public final class TestSamples {
  private TestSamples() {}

  /** Writes samples whose brightest corner tells their class, and opens them scaled to [0, 1]. */
  public static BlockSet images(Path directory, Shape shape, int classes, int samples) {
    Storage storage = new Storage(new Configuration());
    org.apache.hadoop.fs.Path set = storage.qualify(directory.toString());
    SampleSchema schema =
        SampleSchema.of(
            shape,
            FeatureType.UINT8,
            new Label.Classes(IntStream.range(0, classes).mapToObj(String::valueOf).toList()));
    BlockWriter writer = new BlockWriter(storage, set, "block-0", schema.recordBytes(), 1 << 20);
    SeededRandom random = SeededRandom.of(7);
    for (int i = 0; i < samples; i++) {
      ByteBuffer record = ByteBuffer.allocate(schema.recordBytes()).order(ByteOrder.LITTLE_ENDIAN);
      int label = random.nextInt(classes);
      int stripe = Math.max(1, schema.elements() / classes);
      for (int element = 0; element < schema.elements(); element++) {
        record.put((byte) (random.nextInt(120) + (element / stripe == label ? 80 : 0)));
      }
      record.putInt(label);
      writer.add(record.array());
    }
    new BlockManifest("test", schema, writer.finish()).write(storage, set);
    return BlockSet.open(storage, set, FeatureDecoding.uniform(0, 255), BlockCache.in(directory));
  }
}
