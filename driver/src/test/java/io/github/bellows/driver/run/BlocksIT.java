package io.github.bellows.driver.run;

import static io.github.bellows.driver.run.ClusterRuns.bits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.data.BlockCache;
import io.github.bellows.common.data.BlockManifest;
import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.data.SampleOrder;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.train.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ways to store and to read prepared data, and that none of them shows in the numbers. */
class BlocksIT {
  private static final String CONFIG =
      """
      data:
        train: { format: csv, path: %s, options: { header: true } }
        label: { column: y, kind: class }
        features: { numeric: [%s], categorical: [word] }
      model:
        layers:
          - dense: { name: hidden, units: 8, activation: tanh }
          - dense: { name: out, units: 2 }
      optimizer: { adam: { learningRate: 0.01 } }
      training: { epochs: 3, batch: 16, lanes: 4, recordSamples: true, logEverySteps: 1 }
      checkpoint: { everySteps: 7, keep: 2 }
      """;
  private static final int ROWS = 700;
  private static final String BLOCKS = "data.order=blocks";

  private static SparkSession spark;
  @TempDir static Path shared;

  private static ClusterRuns runs;
  private static String whole;

  @BeforeAll
  static void trainAsItIs() throws IOException {
    spark = Sessions.local(4);
    List<String> lines = new ArrayList<>(List.of("a,b,c,word,y"));
    IntStream.range(0, ROWS)
        .mapToObj(
            i ->
                i % 97
                    + ","
                    + (i * 31 % 50 - 25)
                    + ","
                    + i
                    + ","
                    + List.of("up", "down", "left").get(i % 3)
                    + ","
                    + (i % 97 > 40 ? "yes" : "no"))
        .forEach(lines::add);
    Path csv = Files.write(shared.resolve("rows.csv"), lines);
    runs = ClusterRuns.of(shared, CONFIG.formatted(csv, "a, b, c"));
    whole = bits(train("whole"));
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  private static RunDirectory train(String name, String... sets) {
    return runs.train(spark, name, List.of(sets));
  }

  private static Path prepared(String name) {
    return shared.resolve("prepared-" + name);
  }

  /** Trains on data prepared for this run alone; returns its bits. */
  private static String trainAnew(String name, String... sets) {
    List<String> all = new ArrayList<>(List.of(sets));
    all.add("data.prepared=" + prepared(name));
    return bits(train(name, all.toArray(String[]::new)));
  }

  /** Returns the bytes of the blocks that were prepared for a run alone. */
  private static long blockBytes(String name) throws IOException {
    try (Stream<Path> files = Files.walk(prepared(name))) {
      return files.filter(file -> file.toString().endsWith(".bin")).mapToLong(BlocksIT::size).sum();
    }
  }

  /** Returns the features and the class of each sample prepared for a run alone, sorted. */
  private static List<String> samples(String name) throws IOException {
    Storage storage = runs.storage();
    try (Stream<Path> files = Files.walk(prepared(name))) {
      Path set = files.filter(file -> file.endsWith("samples")).findFirst().orElseThrow();
      try (BlockSet blocks =
          BlockSet.open(
              storage,
              storage.qualify(set.toString()),
              SavedModel.open(storage, runs.of(name).path().toString()).preprocessing().decoding(),
              BlockCache.in(shared))) {
        SampleBatch batch = new SampleBatch(blocks.schema(), ROWS);
        blocks.read(SampleOrder.stored(ROWS), 0, ROWS, batch);
        int width = blocks.schema().elements();
        return IntStream.range(0, ROWS)
            .mapToObj(
                row -> {
                  float[] features = new float[width];
                  batch.features().get(row * width, features);
                  return Arrays.toString(features) + batch.classes().get(row);
                })
            .sorted()
            .toList();
      }
    }
  }

  private static long size(Path file) {
    return file.toFile().length();
  }

  @Test
  void halfPrecisionAndCompressionTakeLessAndChangeNoNumberThatTheyHold() throws IOException {
    assertThat(trainAnew("plain")).isEqualTo(whole);
    // Four values and a label of four bytes: 20 bytes, or 12.
    trainAnew("fp16", "data.store.floats=fp16");
    assertThat(samples("fp16")).hasSize(ROWS).isEqualTo(samples("plain"));
    long plain = blockBytes("plain");
    assertThat(blockBytes("fp16")).isLessThan(plain * 2 / 3);
    for (String codec : List.of("lz4", "zstd", "snappy", "lzf")) {
      assertThat(trainAnew(codec, "data.store.compression=" + codec)).isEqualTo(whole);
      assertThat(blockBytes(codec)).as(codec).isLessThan(plain * 4 / 5);
    }
    try (Stream<Path> files = Files.walk(prepared("zstd"))) {
      assertThat(files.filter(file -> file.endsWith(BlockManifest.NAME)))
          .singleElement()
          .satisfies(file -> assertThat(file).content().contains("\"compression\" : \"zstd\""));
    }
  }

  @Test
  void neitherReadingAheadNorWhatIsKeptShowsInTheNumbers() {
    assertThat(bits(train("none-ahead", "data.prefetch=0"))).isEqualTo(whole);
    assertThat(bits(train("one-ahead", "data.prefetch=1"))).isEqualTo(whole);
    assertThat(bits(train("no-memory", "data.cache.memory=0", "data.cache.disk=0")))
        .isEqualTo(whole);
    Path cache = shared.resolve("cache");
    assertThat(
            bits(
                train(
                    "unpacked",
                    "data.store.compression=zstd",
                    "data.cache.memory=0",
                    "data.cache.directory=" + cache)))
        .isEqualTo(whole);
    assertThat(cache).isDirectoryRecursivelyContaining("glob:**.bin");
  }

  @Test
  void refusesCompressedBlocksThatHaveNoRoom() {
    assertThatThrownBy(() -> train("no-room", "data.store.compression=lz4", "data.cache.disk=1k"))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANNOT_WRITE))
        .hasMessageContaining("data.cache.disk");
  }

  @Test
  void refusesWhatHalfPrecisionCannotHold() throws IOException {
    Path csv = Files.writeString(shared.resolve("large.csv"), "a,word,y\n1,x,no\n70000,y,yes\n");
    ClusterRuns large = ClusterRuns.of(shared, CONFIG.formatted(csv, "a"));
    assertThatThrownBy(() -> large.train(spark, "large", List.of("data.store.floats=fp16")))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
        .hasMessageContaining("large.csv:3")
        .hasMessageContaining("column a")
        .hasMessageContaining("data.store.floats: fp32");
  }

  @Test
  void theOrderOfBlocksIsTheSameForAllWorkersAndAfterStops() {
    RunDirectory one = train("blocks1", BLOCKS, "cluster.workers=1");
    assertThat(bits(one)).isNotEqualTo(whole);
    new SampleRecord(one).requireEverySampleOnce(ROWS, 64, 4, 3);
    for (int workers : new int[] {2, 4}) {
      String name = "blocks" + workers;
      assertThat(bits(train(name, BLOCKS, "cluster.workers=" + workers))).isEqualTo(bits(one));
    }
    assertThat(bits(train("rounds", BLOCKS, "cluster.mode=rounds"))).isEqualTo(bits(one));
    RunDirectory stopped = runs.create("stopped", List.of(BLOCKS));
    for (long step : new long[] {4, 17, 100}) {
      StopSignal stop = new StopSignal();
      runs.goOn(spark, stopped, stop, new StopAfter(step, stop));
    }
    assertThat(bits(stopped)).isEqualTo(bits(one));
  }
}
