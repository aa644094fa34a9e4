package io.github.bellows.driver.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bellows.worker.step.StepReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes {@code metrics.jsonl}: a line for the first step, for every {@code every} steps and for
 * each validation, flushed one by one.
 *
 * <p>A resumed run first drops the lines of steps it will take again, so that no step is there
 * twice.
 */
public final class MetricsLog implements TrainingListener, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double NANOS_PER_MILLI = 1e6;

  private final long every;
  private final Throughput throughput;
  private final List<String> lines = new ArrayList<>();
  private long validatedStep;
  private final LineFile file;

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
    this.every = every;
    this.throughput = throughput;
    this.validatedStep = validatedStep;
    file =
        new LineFile(
            run.storage(), run.metrics(), line -> isBefore(line, step, validatedStep), lines);
  }

  private static boolean isBefore(JsonNode line, long step, long validated) {
    boolean validation = line.path("type").asText().equals("validation");
    return line.has("step")
        && (validation ? line.get("step").asLong() <= validated : line.get("step").asLong() < step);
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
      line.put("slowestRank", report.times().slowest());
      line.put("slowestMillis", report.times().longest() / NANOS_PER_MILLI);
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
    file.append(List.of(line));
  }

  /** Returns the lines written so far, those of earlier processes included. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    file.close();
  }
}
