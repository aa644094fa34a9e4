package io.github.bellows.common.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.model.Shape;
import io.github.bellows.common.storage.Storage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records with everything a sample may carry. */
class RecordDecoderTest {
  private static final Label.Mask MASK = new Label.Mask(names(256), 5);
  private static final SampleSchema ALL =
      new SampleSchema(
          Shape.of(3, 1),
          FeatureType.FLOAT32,
          List.of(
              new LabelField("kind", new Label.Classes(List.of("a", "b", "c"))),
              new LabelField("mask", MASK),
              new LabelField("numbers", new Label.Values(2)),
              new LabelField("features", new Label.Features())),
          true,
          true);

  @TempDir java.nio.file.Path directory;

  private static List<String> names(int count) {
    return java.util.stream.IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }

  /** Returns sample n: features 10n + 1 to 10n + 3, and labels, weight and length made from n. */
  private static byte[] record(int n) {
    ByteBuffer record = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
    record.putFloat(10 * n + 1).putFloat(10 * n + 2).putFloat(10 * n + 3);
    record.putInt(n);
    record.put(new byte[] {(byte) n, 1, 2, (byte) 128, (byte) 255, 0, 0, 0});
    record.putFloat(-n).putFloat(0.5f * n);
    record.putFloat(0.25f * n).putInt(n + 1);
    return record.array();
  }

  @Test
  void laysLabelsWeightAndLengthBehindTheFeatures() {
    // 12 bytes of features, 4 of the class, 5 of the mask and 3 to the next multiple of four, 8 of
    // the numbers, 4 of the weight, 4 of the length.
    assertThat(ALL.labelAt(0)).isEqualTo(12);
    assertThat(ALL.labelAt(1)).isEqualTo(16);
    assertThat(ALL.labelAt(2)).isEqualTo(24);
    assertThat(ALL.labelAt(3)).isEqualTo(32);
    assertThat(ALL.weightAt()).isEqualTo(32);
    assertThat(ALL.lengthAt()).isEqualTo(36);
    assertThat(ALL.recordBytes()).isEqualTo(40);
    assertThat(ALL.classNames()).containsExactly("a", "b", "c");
    assertThat(ALL.classNames(1)).hasSize(256);
    assertThat(ALL.classNames(2)).isEmpty();
  }

  @Test
  void readsEveryPartFromBlocks() {
    Storage storage = new Storage(new Configuration());
    Path set = storage.qualify(directory.resolve("set").toString());
    BlockWriter writer = new BlockWriter(storage, set, "block-0", ALL.recordBytes(), 100);
    for (int n = 0; n < 3; n++) {
      writer.add(record(n));
    }
    new BlockManifest("0", ALL, writer.finish()).write(storage, set);
    try (BlockSet blocks =
        BlockSet.open(
            storage,
            set,
            FeatureDecoding.uniform(1, 10),
            BlockCache.in(directory.resolve("cache")))) {
      assertThat(blocks.schema()).isEqualTo(ALL);
      SampleBatch batch = new SampleBatch(ALL, 4);
      blocks.read(new long[] {2, 0, 1}, 3, batch);
      assertHolds(batch, 2, 0, 1);
    }
  }

  @Test
  void appendsRecordsOneByOne() {
    RecordDecoder decoder = new RecordDecoder(ALL, FeatureDecoding.uniform(1, 10));
    SampleBatch batch = new SampleBatch(ALL, 3);
    for (int n : new int[] {1, 2, 0}) {
      decoder.append(record(n), batch);
    }
    assertHolds(batch, 1, 2, 0);
    assertThatThrownBy(() -> decoder.append(record(0), batch)).hasMessageContaining("capacity, 3");
  }

  private static void assertHolds(SampleBatch batch, int... samples) {
    assertThat(batch.size()).isEqualTo(samples.length);
    assertThat(batch.targets(3)).isSameAs(batch.features());
    for (int slot = 0; slot < samples.length; slot++) {
      int n = samples[slot];
      assertThat(floats(batch.features(), slot, 3)).containsExactly(n, n + 0.1f, n + 0.2f);
      assertThat(longs(batch.classes(), slot, 1)).containsExactly(n);
      assertThat(longs(batch.classes(1), slot, 5)).containsExactly(n, 1, 2, 128, 255);
      assertThat(floats(batch.targets(2), slot, 2)).containsExactly(-n, 0.5f * n);
      assertThat(batch.weights().get(slot)).isEqualTo(0.25f * n);
      assertThat(batch.lengths().get(slot)).isEqualTo(n + 1);
    }
  }

  private static float[] floats(FloatBuffer buffer, int slot, int length) {
    float[] floats = new float[length];
    buffer.get(slot * length, floats);
    return floats;
  }

  private static long[] longs(LongBuffer buffer, int slot, int length) {
    long[] longs = new long[length];
    buffer.get(slot * length, longs);
    return longs;
  }

  @Test
  void aPlainBatchHasNothingElse() {
    SampleBatch plain =
        new SampleBatch(
            SampleSchema.of(Shape.of(2), FeatureType.UINT8, new Label.Classes(List.of("x"))), 2);
    assertThat(plain.classes()).isSameAs(plain.classes(0));
    assertThat(plain.classes().capacity()).isEqualTo(2);
    assertThatThrownBy(plain::targets)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("this label of the batch holds classes");
    assertThatThrownBy(plain::weights)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("samples of this batch have no weight");
    assertThatThrownBy(plain::lengths)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("samples of this batch have no length");
    SampleBatch own =
        new SampleBatch(SampleSchema.of(Shape.of(2), FeatureType.UINT8, new Label.Features()), 2);
    assertThat(own.targets()).isSameAs(own.features());
    assertThatThrownBy(own::classes).hasMessage("this label of the batch holds numbers");
  }

  @Test
  void labelsKnowHowMuchTheyHold() {
    assertThat(new Label.Classes(List.of("a")).length(7)).isEqualTo(1);
    assertThat(new Label.Values(3).length(7)).isEqualTo(3);
    assertThat(new Label.Features().length(7)).isEqualTo(7);
    assertThat(MASK.length(7)).isEqualTo(5);
    assertThat(MASK.isClasses()).isTrue();
    assertThat(new Label.Features().isClasses()).isFalse();
    assertThat(new Label.Mask(List.of("0"), 8).bytes()).isEqualTo(8);
  }

  @Test
  void refusesWhatCannotBeStored() {
    assertThatThrownBy(() -> new Label.Mask(names(257), 4)).hasMessageContaining("at most 256");
    assertThatThrownBy(() -> new Label.Mask(names(2), 0)).hasMessageContaining("length = 0");
    assertThatThrownBy(() -> new Label.Classes(List.of("a", "a"))).hasMessageContaining("distinct");
    LabelField field = new LabelField("y", new Label.Values(1));
    for (List<LabelField> labels : List.of(List.<LabelField>of(), List.of(field, field))) {
      assertThatThrownBy(
              () -> new SampleSchema(Shape.of(1), FeatureType.UINT8, labels, false, false))
          .hasMessageContaining("must be distinct, not empty");
    }
  }
}
