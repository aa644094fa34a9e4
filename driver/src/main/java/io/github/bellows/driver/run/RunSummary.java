package io.github.bellows.driver.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bellows.common.checkpoint.ParameterDigest;
import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.data.OutputLabels;
import io.github.bellows.common.metric.Evaluation;
import io.github.bellows.driver.coordinator.Coordinator;
import io.github.bellows.driver.train.RankReport;
import io.github.bellows.driver.train.SegmentTimes;
import io.github.bellows.driver.train.StatusFile;
import io.github.bellows.driver.train.Throughput;
import io.github.bellows.driver.train.TrainingLoop;
import io.github.bellows.worker.step.WorkerTimes;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a run: {@code summary.json}.
 *
 * @param end how the loop ended
 * @param parts what was trained, where and how
 * @param modelStep updates applied to the saved parameters
 * @param parameters the saved parameters
 * @param trainLoss mean loss of the last epoch's steps, before each update; null if no step was
 *     taken
 * @param validation figures of the saved parameters; null if there are none
 * @param times where its time went
 */
record RunSummary(
    TrainingLoop.End end,
    Assembly parts,
    long modelStep,
    float[] parameters,
    @Nullable Double trainLoss,
    @Nullable Evaluation validation,
    RunTimes times) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double MEDIAN = 0.5;
  private static final double HIGH = 0.95;
  private static final double NANOS_PER_MILLI = 1e6;

  /** Returns the figures as JSON. */
  ObjectNode toJson() {
    ObjectNode json = JSON.createObjectNode();
    RunConfig config = parts.config();
    Coordinator coordinator = parts.coordinator();
    json.put("name", config.name());
    boolean interrupted = end == TrainingLoop.End.INTERRUPTED;
    json.put("state", (interrupted ? StatusFile.State.STOPPED : StatusFile.State.SUCCEEDED).key());
    json.put("stoppedEarly", end == TrainingLoop.End.STOPPED_EARLY);
    json.put("steps", coordinator.step());
    json.put("epochs", coordinator.plan().epochsAt(coordinator.step()));
    json.put("modelStep", modelStep);
    json.put("samples", coordinator.plan().samples());
    json.put("workers", parts.workers());
    json.put("mode", parts.mode().mode().key());
    json.put("modeReason", parts.mode().reason());
    json.put("wire", config.cluster().wire().key());
    json.put("lanes", config.training().lanes());
    json.put("seed", config.seed());
    json.put("engine", String.join("; ", coordinator.engines()));
    json.put("instructionSet", config.cluster().instructionSet().key());
    json.put("parameters", parameters.length);
    json.put("parametersSha256", ParameterDigest.sha256(parameters));
    Throughput throughput = times.throughput();
    json.put("samplesPerSecond", throughput.samplesPerSecond());
    if (trainLoss != null) {
      json.putObject("train").put("loss", trainLoss);
    }
    if (validation != null) {
      json.set(
          "validation",
          EvaluationJson.of(
              validation,
              OutputLabels.of(parts.network(), parts.data().preprocessing().schema())
                  .classNames()));
    }
    json.putObject("stepMillis")
        .put("p50", throughput.stepMillis(MEDIAN))
        .put("p95", throughput.stepMillis(HIGH))
        .put("compute", throughput.computeMillis())
        .put("exchange", throughput.exchangeMillis())
        .put("update", throughput.updateMillis())
        .put("wait", throughput.waitMillis());
    SegmentTimes segments = times.segments();
    json.putObject("segments")
        .put("count", segments.count())
        .put("startMillis", segments.startMillis())
        .put("startShare", segments.startShare());
    ArrayNode rows = json.putArray("ranks");
    times.ranks().rows().forEach(rank -> rows.add(row(rank)));
    return json;
  }

  private static ObjectNode row(RankReport rank) {
    WorkerTimes times = rank.times();
    double millis = NANOS_PER_MILLI * Math.max(1, times.steps());
    return JSON.createObjectNode()
        .put("rank", rank.rank())
        .put("host", rank.host())
        .put("executor", rank.executor())
        .put("steps", times.steps())
        .put("computeMillis", times.compute() / millis)
        .put("exchangeMillis", times.exchange() / millis)
        .put("updateMillis", times.update() / millis)
        .put("waitMillis", times.waiting() / millis);
  }
}
