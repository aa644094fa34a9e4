package io.github.bellows.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.data.BlockManifest;
import io.github.bellows.common.data.BlockWriter;
import io.github.bellows.common.data.FeatureDecoding;
import io.github.bellows.common.data.FeatureType;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.run.Sessions;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.torch.TorchProvider;
import io.github.bellows.worker.task.Delivery;
import io.github.bellows.worker.task.Supplies;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against PyTorch's {@code update_bn}; see scripts/golden/average_statistics.py. */
@SuppressWarnings("NullAway.Init")
class SparkStatisticsIT {
  private static final SampleSchema SCHEMA =
      SampleSchema.of(
          Shape.of(2, 7, 6), FeatureType.FLOAT32, new Label.Classes(List.of("a", "b", "c", "d")));

  private static SparkSession spark;
  private static JsonNode golden;

  @TempDir static Path directory;

  @BeforeAll
  static void start() throws IOException {
    spark = Sessions.local(3);
    golden =
        new ObjectMapper()
            .readTree(SparkStatisticsIT.class.getResource("/golden/average-statistics.json"));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static String samples(String name) {
    Storage storage = new Storage(new Configuration());
    Path path = directory.resolve(name);
    org.apache.hadoop.fs.Path set = storage.qualify(path.toString());
    BlockWriter writer = new BlockWriter(storage, set, "block-0", SCHEMA.recordBytes(), 1 << 20);
    float[] features = floats(golden.required("features"));
    for (int first = 0; first < features.length; first += SCHEMA.elements()) {
      ByteBuffer record = ByteBuffer.allocate(SCHEMA.recordBytes()).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < SCHEMA.elements(); i++) {
        record.putFloat(features[first + i]);
      }
      writer.add(record.putInt(first % 4).array());
    }
    new BlockManifest("test", SCHEMA, writer.finish()).write(storage, set);
    return set.toString();
  }

  private static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).floatValue();
    }
    return values;
  }

  private static float[] measure(String set, int batch, int workers) {
    Network network = TestNetworks.of(golden.required("model").toString());
    float[] parameters = floats(golden.required("values"));
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Supplies supplies =
        new Supplies(
            network, new TorchProvider(), FeatureDecoding.NONE, new Storage(new Configuration()));
    try (Delivery delivery = new Delivery(context, supplies)) {
      new SparkStatistics(context, delivery, set, batch, workers).measure(parameters);
    }
    return parameters;
  }

  @ParameterizedTest
  @ValueSource(strings = {"even", "uneven"})
  void measuresWhatPyTorchMeasures(String batches) {
    JsonNode expected = golden.required(batches);
    int batch = expected.required("batch").intValue();
    float[] measured = measure(samples(batches), batch, 1);
    float[] before = floats(golden.required("values"));
    float[] statistics = floats(expected.required("statistics"));
    int learned = before.length - statistics.length;
    for (int i = 0; i < learned; i++) {
      assertThat(measured[i]).as("parameter %d", i).isEqualTo(before[i]);
    }
    for (int i = 0; i < statistics.length; i++) {
      float value = statistics[i];
      assertThat(measured[learned + i])
          .as("statistic %d", i)
          .isCloseTo(value, within(1e-6f * Math.max(1, Math.abs(value))));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8})
  void theBitsDoNotDependOnTheWorkers(int workers) {
    // Batches of one sample make three stretches.
    String set = samples("workers" + workers);
    assertThat(measure(set, 1, workers)).isEqualTo(measure(set, 1, 1));
  }
}
