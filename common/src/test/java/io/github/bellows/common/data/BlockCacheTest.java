package io.github.bellows.common.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlockCacheTest {
  private static final SampleSchema SCHEMA =
      SampleSchema.of(
          Shape.of(1, 4, 5), FeatureType.UINT8, new Label.Classes(List.of("no", "yes")));
  private static final int SAMPLES = 60;
  private static final int PER_BLOCK = 5;
  private static final long BLOCK_BYTES = BlockFormat.fileBytes(SCHEMA.recordBytes(), PER_BLOCK);

  @TempDir Path directory;

  private final List<String> warnings = new ArrayList<>();

  private Path cache() {
    return directory.resolve("cache");
  }

  /** Writes twelve blocks of five samples; each sample is full of its own number. */
  private void write(@Nullable BlockCodec codec) {
    Storage storage = new Storage(new Configuration());
    var set = storage.qualify(directory.resolve("root/set/samples").toString());
    int recordBytes = SCHEMA.recordBytes();
    BlockWriter writer =
        new BlockWriter(
            storage,
            set,
            "block-0",
            new BlockWriter.Form(recordBytes, PER_BLOCK * recordBytes, codec));
    for (int i = 0; i < SAMPLES; i++) {
      byte[] record = new byte[recordBytes];
      java.util.Arrays.fill(record, 0, SCHEMA.elements(), (byte) i);
      record[SCHEMA.elements()] = (byte) (i % 2);
      writer.add(record);
    }
    String name = codec == null ? null : codec.name();
    new BlockManifest("f".repeat(64), SCHEMA, name, writer.finish()).write(storage, set);
  }

  private BlockSet open(String scheme, long memory, long disk) {
    Configuration hadoop = new Configuration();
    hadoop.set("fs.remote.impl", BlockSetTest.RemoteFileSystem.class.getName());
    String root = scheme.equals("file") ? "file://" : scheme + "://host";
    return BlockSet.open(
        new Storage(hadoop),
        new org.apache.hadoop.fs.Path(root + directory.resolve("root/set/samples")),
        FeatureDecoding.NONE,
        new BlockCache(
            new CacheLimits(memory, disk, cache().toString()), name -> new Gzip(), warnings::add));
  }

  /** A codec that every JDK has. */
  private record Gzip() implements BlockCodec {
    @Override
    public String name() {
      return "gzip";
    }

    @Override
    public OutputStream compressing(OutputStream target) {
      try {
        return new GZIPOutputStream(target);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public InputStream unpacking(InputStream source) {
      try {
        return new GZIPInputStream(source);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static List<Float> readAll(BlockSet set, SampleOrder order) {
    SampleBatch batch = new SampleBatch(SCHEMA, 7);
    List<Float> read = new ArrayList<>();
    for (int first = 0; first < SAMPLES; first += 7) {
      set.read(order, first, Math.min(7, SAMPLES - first), batch);
      for (int slot = 0; slot < batch.size(); slot++) {
        int last = slot * SCHEMA.elements() + SCHEMA.elements() - 1;
        assertThat(batch.features().get(last)).isEqualTo(batch.features().get(last - 19));
        assertThat(batch.classes().get(slot)).isEqualTo(batch.origins()[slot] % 2);
        read.add(batch.features().get(last));
      }
    }
    return read;
  }

  private static List<Float> expected(SampleOrder order) {
    return Stream.iterate(0, position -> position + 1)
        .limit(SAMPLES)
        .map(position -> (float) order.sampleAt(position))
        .toList();
  }

  private long copied() throws IOException {
    if (!Files.exists(cache())) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(cache())) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "file, 0, 0",
    "file, 3, 0",
    "file, 99, 0",
    "remote, 0, 0",
    "remote, 2, 4",
    "remote, 0, 99",
    "remote, 99, 99"
  })
  void readsEverySampleWhateverThereIsRoomFor(String scheme, int memory, int disk)
      throws IOException {
    write(null);
    try (BlockSet set = open(scheme, memory * BLOCK_BYTES, disk * BLOCK_BYTES)) {
      for (int epoch = 0; epoch < 3; epoch++) {
        SampleOrder order = SampleOrder.shuffled(1, epoch, SAMPLES);
        assertThat(readAll(set, order)).isEqualTo(expected(order));
        SampleOrder stored = SampleOrder.stored(SAMPLES);
        assertThat(readAll(set, stored)).isEqualTo(expected(stored));
      }
    }
    long room = scheme.equals("file") ? 0 : Math.min(disk, SAMPLES / PER_BLOCK) * BLOCK_BYTES;
    assertThat(copied()).isEqualTo(room);
    boolean enough = scheme.equals("file") || disk * PER_BLOCK >= SAMPLES;
    assertThat(warnings).hasSize(enough ? 0 : 1).allMatch(it -> it.contains("data.cache.disk"));
  }

  @Test
  void takesNoMoreMemoryThanItMayAndGivesItBack() {
    write(null);
    BlockCache cache =
        new BlockCache(
            new CacheLimits(2 * BLOCK_BYTES, 0, null), BlockCodec.Finder.NONE, warnings::add);
    Storage storage = new Storage(new Configuration());
    var path = storage.qualify(directory.resolve("root/set/samples").toString());
    try (BlockSet set = BlockSet.open(storage, path, FeatureDecoding.NONE, cache)) {
      set.verify();
      assertThat(cache.takeMemory(1)).isFalse();
    }
    assertThat(cache.takeMemory(2 * BLOCK_BYTES)).isTrue();
    assertThat(cache.takeMemory(1)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInterruptedReaderLeavesTheOthersReading(boolean opened) {
    write(null);
    try (BlockSet set = open("file", 0, 0)) {
      SampleOrder order = SampleOrder.shuffled(3, 0, SAMPLES);
      if (opened) {
        set.verify();
      }
      CompletableFuture<@Nullable TrainingException> interrupted =
          CompletableFuture.supplyAsync(() -> readInterrupted(set, order));
      assertThat(interrupted.join())
          .isNotNull()
          .hasMessageContaining("reading was cancelled")
          .extracting(TrainingException::code)
          .isEqualTo(ErrorCode.NO_CAPACITY);
      assertThat(readAll(set, order)).isEqualTo(expected(order));
    }
  }

  private static @Nullable TrainingException readInterrupted(BlockSet set, SampleOrder order) {
    Thread.currentThread().interrupt();
    try {
      readAll(set, order);
      return null;
    } catch (TrainingException e) {
      return e;
    } finally {
      boolean unused = Thread.interrupted();
    }
  }

  @Test
  void unpacksCompressedBlocksOntoTheLocalDisk() throws IOException {
    write(new Gzip());
    SampleOrder order = SampleOrder.shuffled(5, 0, SAMPLES);
    try (BlockSet set = open("file", 99 * BLOCK_BYTES, 99 * BLOCK_BYTES)) {
      assertThat(readAll(set, order)).isEqualTo(expected(order));
    }
    assertThat(copied()).isEqualTo(SAMPLES / PER_BLOCK * BLOCK_BYTES);
    assertThat(Files.size(directory.resolve("root/set/samples/block-0-00.bin")))
        .isLessThan(BLOCK_BYTES);
  }

  @Test
  void compressedBlocksPassThroughLittleRoomInTheirOwnOrderOnly() {
    write(new Gzip());
    SampleOrder stored = SampleOrder.stored(SAMPLES);
    try (BlockSet set = open("remote", 0, 2 * BLOCK_BYTES)) {
      assertThat(readAll(set, stored)).isEqualTo(expected(stored));
    }
    try (BlockSet set = open("remote", 0, 2 * BLOCK_BYTES)) {
      assertThatThrownBy(() -> readAll(set, SampleOrder.shuffled(1, 0, SAMPLES)))
          .isInstanceOfSatisfying(
              TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANNOT_WRITE))
          .hasMessageContaining("data.cache.disk")
          .hasMessageContaining("data.order: blocks");
    }
  }

  @Test
  void survivesTheLossOfItsDirectory() throws IOException {
    write(new Gzip());
    SampleOrder order = SampleOrder.shuffled(1, 0, SAMPLES);
    try (BlockSet set = open("remote", 0, 99 * BLOCK_BYTES)) {
      SampleBatch batch = new SampleBatch(SCHEMA, 1);
      set.read(order, 0, 1, batch);
      deleteAll(cache());
      assertThat(readAll(set, order)).isEqualTo(expected(order));
      deleteAll(cache());
      assertThat(readAll(set, order)).isEqualTo(expected(order));
    }
    assertThat(copied()).isZero();
    try (BlockSet set = open("remote", 0, 99 * BLOCK_BYTES)) {
      assertThat(readAll(set, order)).isEqualTo(expected(order));
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void readsFromAfarWhereTheLocalDiskFails() throws IOException {
    write(null);
    Files.writeString(cache(), "a file where the directory should be");
    SampleOrder order = SampleOrder.shuffled(1, 0, SAMPLES);
    try (BlockSet set = open("remote", 99 * BLOCK_BYTES, 99 * BLOCK_BYTES)) {
      assertThat(readAll(set, order)).isEqualTo(expected(order));
    }
    assertThat(warnings).hasSize(2);
    assertThat(warnings.get(0)).contains(cache().toString());
    assertThat(warnings.get(1)).contains("data.cache.disk");
  }

  @Test
  void copiesOfOtherSetsMakeRoomTheOldestFirst() throws IOException {
    write(null);
    Path others = Files.createDirectories(cache().resolve("others"));
    Path old = Files.write(others.resolve("old.bin"), new byte[(int) BLOCK_BYTES]);
    Path young = Files.write(others.resolve("young.bin"), new byte[(int) BLOCK_BYTES]);
    Files.setLastModifiedTime(old, java.nio.file.attribute.FileTime.fromMillis(1000));
    SampleOrder order = SampleOrder.shuffled(1, 0, SAMPLES);
    try (BlockSet set = open("remote", 0, 2 * BLOCK_BYTES)) {
      set.read(order, 0, 1, new SampleBatch(SCHEMA, 1));
      assertThat(old).doesNotExist();
      assertThat(young).exists();
      assertThat(readAll(set, order)).isEqualTo(expected(order));
      assertThat(young).doesNotExist();
    }
    assertThat(copied()).isEqualTo(2 * BLOCK_BYTES);
  }

  private static void deleteAll(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
