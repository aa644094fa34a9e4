package io.github.bellows.worker.engine.torch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.model.Network;
import io.github.bellows.worker.Batches;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.FlatMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One network, its samples, and what PyTorch makes of them; from the files that the scripts in
 * {@code scripts/golden} write.
 *
 * @param name file and case
 */
public record GoldenCase(String name, JsonNode expected, Network network, SampleBatch batch) {
  private static final Path FILES = Path.of("src/test/resources/golden/networks");

  /** Returns every case of every file. */
  public static List<GoldenCase> all() {
    try (Stream<Path> files = Files.list(FILES)) {
      List<GoldenCase> cases = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        JsonNode all = new ObjectMapper().readTree(file.toFile()).required("cases");
        String group = file.getFileName().toString().replace(".json", "");
        all.fieldNames()
            .forEachRemaining(name -> cases.add(of(group + "." + name, all.required(name))));
      }
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GoldenCase of(String name, JsonNode expected) {
    Network network = TestNetworks.of(expected.required("model").toString());
    float[] features = floats(expected.required("features"));
    int samples = features.length / (int) network.features();
    // Room for more samples than there are: what lies behind them must not count.
    SampleBatch batch = Batches.random(network, samples + 2, 1);
    batch.clear();
    Batches.fill(batch, features, floats(expected.required("labels")));
    for (int i = 0; expected.has("lengths") && i < samples; i++) {
      batch.lengths().put(i, expected.required("lengths").get(i).longValue());
    }
    return new GoldenCase(name, expected, network, batch);
  }

  /** Returns the numbers of one key. */
  public float[] numbers(String key) {
    return floats(expected.required(key));
  }

  /** Returns the parameters and statistics in memory that an engine reads. */
  public FlatMemory parameters() {
    return TestNetworks.memory(numbers("values"));
  }

  private static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).floatValue();
    }
    return values;
  }

  @Override
  public String toString() {
    return name;
  }
}
