package io.github.bellows.driver.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.config.FeaturesConfig;
import io.github.bellows.common.config.LabelConfig;
import io.github.bellows.common.config.ScaleConfig;
import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.config.ValidationConfig;
import io.github.bellows.common.data.BlockCache;
import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.FeatureDecoding;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.data.SampleOrder;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of this package share: a local session, small files and readable samples. */
@SuppressWarnings("NullAway.Init")
abstract class SparkTest {
  static SparkSession spark;
  static Storage storage;

  @TempDir java.nio.file.Path directory;

  @BeforeAll
  static void startSpark() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("prepare")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "3")
            .getOrCreate();
    storage = new Storage(spark.sparkContext().hadoopConfiguration());
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  Path root() {
    return storage.qualify(directory.resolve("prepared").toString());
  }

  PreparedData prepare(DataConfig data) {
    return new Preparation(spark, storage).prepare(data, 42, root());
  }

  String write(String name, String content) {
    try {
      java.nio.file.Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, content).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the bytes of an IDX file of unsigned bytes. */
  static byte[] idx(byte[] content, int... sizes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(0x800 + sizes.length);
      for (int size : sizes) {
        out.writeInt(size);
      }
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  String write(String name, byte[] content) {
    try {
      return Files.write(directory.resolve(name), content).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static SourceConfig csv(String path, String... options) {
    Map<String, String> map = new java.util.HashMap<>();
    for (int i = 0; i < options.length; i += 2) {
      map.put(options[i], options[i + 1]);
    }
    return new SourceConfig("csv", path, null, null, map, 0, 0);
  }

  static SourceConfig idx(String features, @Nullable String labels) {
    return new SourceConfig("idx", null, features, labels, Map.of(), 0, 0);
  }

  static SourceConfig digits(int samples, long seed) {
    return new SourceConfig("digits", null, null, null, Map.of(), samples, seed);
  }

  static DataConfig data(SourceConfig train, String label, LabelConfig.Kind kind) {
    return DataConfig.of(train, new LabelConfig(label, kind));
  }

  static DataConfig with(DataConfig data, @Nullable ValidationConfig validation) {
    return new DataConfig(
        data.train(),
        validation,
        data.labels(),
        data.features(),
        data.weight(),
        data.length(),
        data.scale(),
        data.steps(),
        data.prepared(),
        data.blocks());
  }

  static DataConfig with(DataConfig data, FeaturesConfig features) {
    return new DataConfig(
        data.train(),
        data.validation(),
        data.labels(),
        features,
        data.weight(),
        data.length(),
        data.scale(),
        data.steps(),
        data.prepared(),
        data.blocks());
  }

  static DataConfig standardized(DataConfig data) {
    return data.withScale(new ScaleConfig(0, 1, true));
  }

  /** Returns the samples of a set in stored order, each as {@code [features] label}. */
  List<String> samples(@Nullable Path set) {
    return samples(java.util.Objects.requireNonNull(set), FeatureDecoding.NONE);
  }

  List<String> samples(Path set, FeatureDecoding scaling) {
    List<String> samples = new ArrayList<>();
    try (BlockSet blocks =
        BlockSet.open(storage, set, scaling, BlockCache.in(directory.resolve("cache")))) {
      SampleBatch batch = new SampleBatch(blocks.schema(), 1);
      SampleOrder order = SampleOrder.stored(blocks.samples());
      float[] features = new float[blocks.schema().elements()];
      for (long i = 0; i < blocks.samples(); i++) {
        blocks.read(order, i, 1, batch);
        batch.features().get(0, features);
        boolean classes = blocks.schema().label() instanceof Label.Classes;
        String label = classes ? "" + batch.classes().get(0) : "" + batch.targets().get(0);
        samples.add(java.util.Arrays.toString(features) + " " + label);
      }
    }
    return samples;
  }

  static void assertError(ThrowingCallable call, ErrorCode code, String... messages) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            TrainingException.class,
            e -> {
              assertThat(e).hasMessageContainingAll(messages);
              assertThat(e.code()).isEqualTo(code);
            });
  }
}
