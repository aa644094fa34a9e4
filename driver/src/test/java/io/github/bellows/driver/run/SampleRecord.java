package io.github.bellows.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.driver.train.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** What {@code samples.jsonl} of a run says, compared with what the words epoch and step mean. */
final class SampleRecord {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<JsonNode> lines = new ArrayList<>();

  SampleRecord(RunDirectory run) {
    String text =
        new String(run.storage().read(run.samples()), java.nio.charset.StandardCharsets.UTF_8);
    for (String line : text.lines().toList()) {
      try {
        lines.add(JSON.readTree(line));
      } catch (IOException e) {
        throw new UncheckedIOException(line, e);
      }
    }
  }

  /**
   * Asserts that each epoch has each sample once, each step its share of them and each of its lanes
   * one line.
   */
  void requireEverySampleOnce(long samples, long globalBatch, int lanes, long epochs) {
    long perEpoch = (samples + globalBatch - 1) / globalBatch;
    assertThat(lines.stream().map(line -> line.get("step") + "." + line.get("lane")))
        .hasSize((int) (perEpoch * epochs * lanes))
        .doesNotHaveDuplicates();
    for (long step = 0; step < perEpoch * epochs; step++) {
      assertThat(read(step, step + 1))
          .hasSize((int) Math.min(globalBatch, samples - step % perEpoch * globalBatch));
    }
    for (long epoch = 0; epoch < epochs; epoch++) {
      assertThat(LongStream.of(read(epoch * perEpoch, (epoch + 1) * perEpoch)).sorted().toArray())
          .as("epoch %d", epoch)
          .isEqualTo(LongStream.range(0, samples).toArray());
    }
  }

  private long[] read(long from, long to) {
    LongStream.Builder read = LongStream.builder();
    for (JsonNode line : lines) {
      if (line.get("step").asLong() >= from && line.get("step").asLong() < to) {
        line.get("samples").forEach(sample -> read.add(sample.asLong()));
      }
    }
    return read.build().toArray();
  }
}
