package io.github.bellows.common.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockSetTest {
  private static final SampleSchema BYTES =
      SampleSchema.of(
          Shape.of(1, 1, 3), FeatureType.UINT8, new Label.Classes(List.of("no", "yes")));
  private static final SampleSchema FLOATS =
      SampleSchema.of(Shape.of(2), FeatureType.FLOAT32, new Label.Values(2));

  @TempDir java.nio.file.Path directory;

  private final Storage storage = new Storage(new Configuration());

  private Path set() {
    return storage.qualify(directory.resolve("root/set/samples").toString());
  }

  private BlockSet open(FeatureScaling scaling) {
    return BlockSet.open(
        storage, set(), FeatureDecoding.of(scaling), BlockCache.in(directory.resolve("cache")));
  }

  /** Writes samples (i, 2i, 255) with label i mod 2, three to a block. */
  private void writeBytes(int samples) {
    BlockWriter writer = new BlockWriter(storage, set(), "block-00000", BYTES.recordBytes(), 21);
    for (int i = 0; i < samples; i++) {
      writer.add(new byte[] {(byte) i, (byte) (2 * i), (byte) 255, (byte) (i % 2), 0, 0, 0});
    }
    new BlockManifest("f".repeat(64), BYTES, writer.finish()).write(storage, set());
  }

  @Test
  void readsScaledBytesAndClassesAcrossBlocks() {
    writeBytes(8);
    try (BlockSet set = open(FeatureScaling.uniform(1, 2))) {
      assertThat(set.samples()).isEqualTo(8);
      assertThat(set.schema()).isEqualTo(BYTES);
      assertThat(set.fingerprint()).isEqualTo("f".repeat(64));
      SampleBatch batch = new SampleBatch(BYTES, 4);
      set.read(new long[] {7, 0, 3, 99}, 3, batch);
      assertThat(batch.size()).isEqualTo(3);
      assertThat(floats(batch, 9)).containsExactly(3, 6.5f, 127, -.5f, -.5f, 127, 1, 2.5f, 127);
      assertThat(
              new long[] {batch.classes().get(0), batch.classes().get(1), batch.classes().get(2)})
          .containsExactly(1, 0, 1);
    }
  }

  @Test
  void scalesEachByteByItsOwnNumbers() {
    writeBytes(4);
    FeatureScaling scaling = new FeatureScaling(new float[] {0, 4, 55}, new float[] {1, 2, 100});
    try (BlockSet set = open(scaling)) {
      SampleBatch batch = new SampleBatch(BYTES, 1);
      set.read(SampleOrder.stored(4), 3, 1, batch);
      assertThat(floats(batch, 3)).containsExactly(3, 1, 2);
    }
  }

  @Test
  void readsFloatsAndTargets() {
    writeFloats();
    try (BlockSet set = open(new FeatureScaling(new float[] {1, 0}, new float[] {2, .5f}))) {
      SampleBatch batch = new SampleBatch(FLOATS, 2);
      set.read(new long[] {1, 0}, 2, batch);
      assertThat(floats(batch, 4)).containsExactly(1, 8, 0, 4);
      assertThat(batch.targets().get(0)).isEqualTo(30);
      assertThat(batch.targets().get(3)).isEqualTo(20);
      assertThatThrownBy(batch::classes).isInstanceOf(IllegalStateException.class);
    }
  }

  private void writeFloats() {
    BlockWriter writer = new BlockWriter(storage, set(), "block-00000", FLOATS.recordBytes(), 1);
    writer.add(record(1, 2, 10, 20));
    writer.add(record(3, 4, 30, 40));
    assertThat(writer.finish()).hasSize(2);
    new BlockManifest("0", FLOATS, writer.finish()).write(storage, set());
  }

  private static byte[] record(float... numbers) {
    ByteBuffer bytes =
        ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float number : numbers) {
      bytes.putFloat(number);
    }
    return bytes.array();
  }

  @Test
  void followsAnOrder() {
    writeBytes(8);
    SampleOrder order = SampleOrder.shuffled(1, 2, 8);
    try (BlockSet set = open(FeatureScaling.NONE)) {
      SampleBatch batch = new SampleBatch(BYTES, 5);
      set.read(order, 3, 5, batch);
      for (int slot = 0; slot < 5; slot++) {
        assertThat(batch.features().get(slot * 3)).isEqualTo((float) order.sampleAt(3 + slot));
      }
    }
  }

  @Test
  void givesTheSameSamplesToSeveralThreads() {
    writeBytes(100);
    try (BlockSet set = open(FeatureScaling.NONE)) {
      List<CompletableFuture<Boolean>> readers = new ArrayList<>();
      for (int reader = 0; reader < 4; reader++) {
        long epoch = reader;
        readers.add(CompletableFuture.supplyAsync(() -> readsRight(set, epoch)));
      }
      assertThat(readers).allMatch(CompletableFuture::join);
    }
  }

  private static boolean readsRight(BlockSet set, long epoch) {
    SampleBatch batch = new SampleBatch(BYTES, 1);
    SampleOrder order = SampleOrder.shuffled(0, epoch, 100);
    for (int position = 0; position < 100; position++) {
      set.read(order, position, 1, batch);
      if (batch.features().get(0) != order.sampleAt(position)) {
        return false;
      }
    }
    return true;
  }

  @Test
  void namesADamagedBlock() throws IOException {
    writeBytes(8);
    java.nio.file.Path file = directory.resolve("root/set/samples/block-00000-01.bin");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    try (BlockSet set = open(FeatureScaling.NONE)) {
      SampleBatch batch = new SampleBatch(BYTES, 1);
      set.read(new long[] {0}, 1, batch);
      assertBadData(() -> set.read(new long[] {3}, 1, batch), "block-00000-01.bin: is damaged");
      assertBadData(set::verify, "block-00000-01.bin: is damaged");
    }
  }

  @Test
  void namesATruncatedBlock() throws IOException {
    writeBytes(8);
    java.nio.file.Path file = directory.resolve("root/set/samples/block-00000-02.bin");
    Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 40));
    assertBadData(
        () -> open(FeatureScaling.NONE).close(), "block-00000-02.bin: has 40 bytes where 46 were");
  }

  @Test
  void namesAMissingBlock() throws IOException {
    writeBytes(8);
    Files.delete(directory.resolve("root/set/samples/block-00000-01.bin"));
    assertBadData(() -> open(FeatureScaling.NONE).close(), "block-00000-01.bin: this block");
  }

  @Test
  void namesABlockOfAnotherSet() throws IOException {
    writeBytes(6);
    java.nio.file.Path blocks = directory.resolve("root/set/samples");
    Files.copy(
        blocks.resolve("block-00000-00.bin"),
        blocks.resolve("block-00000-01.bin"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    try (BlockSet set = open(FeatureScaling.NONE)) {
      assertBadData(set::verify, "block-00000-01.bin: is damaged");
    }
  }

  @Test
  void namesABrokenManifest() {
    writeBytes(3);
    storage.replace(new Path(set(), BlockManifest.NAME), new byte[] {'{', '}'});
    assertBadData(() -> open(FeatureScaling.NONE).close(), "manifest.json: is not a manifest");
  }

  @Test
  void copiesRemoteBlocksOnceAndRepairsACopy() throws IOException {
    writeBytes(8);
    Configuration hadoop = new Configuration();
    hadoop.set("fs.remote.impl", RemoteFileSystem.class.getName());
    Storage remote = new Storage(hadoop);
    Path set = new Path("remote://host" + directory.resolve("root/set/samples"));
    java.nio.file.Path cache = directory.resolve("cache");
    SampleBatch batch = new SampleBatch(BYTES, 1);
    try (BlockSet opened =
        BlockSet.open(remote, set, FeatureDecoding.of(FeatureScaling.NONE), BlockCache.in(cache))) {
      opened.read(new long[] {4}, 1, batch);
      assertThat(batch.features().get(0)).isEqualTo(4);
    }
    java.nio.file.Path copy;
    try (var files = Files.walk(cache)) {
      List<java.nio.file.Path> copies = files.filter(Files::isRegularFile).toList();
      assertThat(copies).hasSize(1);
      copy = copies.get(0);
    }
    byte[] good = Files.readAllBytes(copy);
    Files.write(copy, new byte[good.length]);
    try (BlockSet opened =
        BlockSet.open(remote, set, FeatureDecoding.of(FeatureScaling.NONE), BlockCache.in(cache))) {
      opened.verify();
      opened.read(new long[] {5}, 1, batch);
      assertThat(batch.features().get(0)).isEqualTo(5);
    }
    assertThat(Files.readAllBytes(copy)).isEqualTo(good);
  }

  /** A file system under another scheme, as a remote one would be. */
  public static final class RemoteFileSystem extends org.apache.hadoop.fs.RawLocalFileSystem {
    @Override
    public java.net.URI getUri() {
      return java.net.URI.create("remote://host");
    }
  }

  private static float[] floats(SampleBatch batch, int count) {
    float[] floats = new float[count];
    batch.features().get(0, floats);
    return floats;
  }

  private static void assertBadData(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
        .hasMessageContaining(message);
  }
}
