package io.github.bellows.driver.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bellows.worker.step.LaneSamples;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Writes {@code samples.jsonl}: which samples each lane of each step has read, as the workers say
 * themselves. Lines are written when their segment is over, so those of steps that were lost and
 * taken again are there once.
 *
 * <p>A resumed run first drops the lines of steps it will take again.
 */
public final class SampleLog implements TrainingListener, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LineFile file;

  /**
   * Opens the record of a run that stands at a step.
   *
   * @param step lines of this step and later ones are dropped
   */
  public SampleLog(RunDirectory run, long step) {
    file =
        new LineFile(
            run.storage(),
            run.samples(),
            line -> line.has("step") && line.get("step").asLong() < step,
            new ArrayList<>());
  }

  @Override
  public void segmentEnded(SegmentReport report) {
    List<String> lines =
        report.samples().stream()
            .sorted(Comparator.comparingLong(LaneSamples::step).thenComparing(LaneSamples::lane))
            .map(SampleLog::line)
            .toList();
    file.append(lines);
  }

  private static String line(LaneSamples read) {
    ObjectNode line = JSON.createObjectNode().put("step", read.step()).put("lane", read.lane());
    ArrayNode samples = line.putArray("samples");
    for (long sample : read.samples()) {
      samples.add(sample);
    }
    return line.toString();
  }

  @Override
  public void close() {
    file.close();
  }
}
