package io.github.bellows.driver.train;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.worker.step.StepReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes {@code metrics.jsonl}: a line for the first step, for every {@code every} steps and for
 * each validation, flushed one by one.
 *
 * <p>A resumed run first drops the lines of steps it will take again, so that no step is there
 * twice.
 */
public final class MetricsLog implements TrainingListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsLog.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Storage storage;
  private final Path file;
  private final long every;
  private final Throughput throughput;
  private final List<String> lines = new ArrayList<>();
  private long validatedStep;
  private final FSDataOutputStream out;

  /**
   * Opens the log of a run that stands at a step.
   *
   * @param every steps between two lines
   * @param step lines of this step and later ones are dropped
   * @param validatedStep lines of validations behind this step are dropped
   * @param throughput measures the rate between two lines
   */
  public MetricsLog(
      RunDirectory run, long every, long step, long validatedStep, Throughput throughput) {
    this.storage = run.storage();
    this.file = run.metrics();
    this.every = every;
    this.throughput = throughput;
    this.validatedStep = validatedStep;
    keepLinesBefore(step);
    this.out = reopened();
  }

  /**
   * The kept lines are safe in the new file before the old one goes. It is moved while open, since
   * HDFS may refuse to append where it has fewer datanodes than replicas.
   */
  private FSDataOutputStream reopened() {
    Path fresh = new Path(file.getParent(), "." + file.getName() + ".new");
    FSDataOutputStream stream = storage.create(lines.isEmpty() ? file : fresh);
    if (!lines.isEmpty()) {
      Storage.writing(
          file,
          () -> {
            stream.write((String.join("\n", lines) + "\n").getBytes(UTF_8));
            stream.hflush();
          });
      storage.rename(fresh, file);
    }
    return stream;
  }

  private void keepLinesBefore(long step) {
    if (!storage.exists(file)) {
      return;
    }
    for (String line : new String(storage.read(file), UTF_8).lines().toList()) {
      try {
        JsonNode node = JSON.readTree(line);
        boolean validation = node.path("type").asText().equals("validation");
        if (node.has("step")
            && (validation
                ? node.get("step").asLong() <= validatedStep
                : node.get("step").asLong() < step)) {
          lines.add(line);
        }
      } catch (JsonProcessingException e) {
        LOG.debug("dropped a line that a killed run cut short: {}", line);
      }
    }
  }

  @Override
  public void stepped(StepReport report) {
    throughput.add(report);
    if (report.step() % every == 0) {
      ObjectNode line = line("step", report.step(), report.epoch());
      line.put("loss", report.loss());
      line.put("learningRate", report.learningRate());
      line.put("gradientNorm", report.gradientNorm());
      line.put("samplesPerSecond", throughput.closeInterval());
      append(line);
    }
  }

  @Override
  public void validated(ValidationReport report) {
    if (report.step() > validatedStep) {
      validatedStep = report.step();
      ObjectNode line = line("validation", report.step(), report.epoch());
      for (Map.Entry<String, Double> figure : report.evaluation().scalars().entrySet()) {
        line.put(figure.getKey(), figure.getValue());
      }
      append(line);
    }
  }

  private static ObjectNode line(String type, long step, long epoch) {
    return JSON.createObjectNode().put("type", type).put("step", step).put("epoch", epoch);
  }

  private void append(ObjectNode node) {
    String line = node.toString();
    lines.add(line);
    write(line);
  }

  private void write(String line) {
    Storage.writing(
        file,
        () -> {
          out.write((line + "\n").getBytes(UTF_8));
          out.hflush();
        });
  }

  /** Returns the lines written so far, those of earlier processes included. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    Storage.writing(file, out::close);
  }
}
