package io.github.bellows.driver.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bellows.common.checkpoint.Checkpoint;
import io.github.bellows.common.checkpoint.ModelDirectory;
import io.github.bellows.common.checkpoint.ParameterDigest;
import io.github.bellows.common.config.EarlyStopping;
import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.data.OutputLabels;
import io.github.bellows.common.metric.Evaluation;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.driver.coordinator.Coordinator;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.TrainingLoop;
import io.github.bellows.driver.train.ValidationReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what a run leaves behind: model, report, summary.
 *
 * @param parts what was trained
 * @param figures last training loss and validation of this process
 * @param times where its time went
 * @param metrics the lines of {@code metrics.jsonl}
 */
record RunOutputs(Assembly parts, LastFigures figures, RunTimes times, List<String> metrics) {
  private static final Logger LOG = LoggerFactory.getLogger(RunOutputs.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Parameters, the updates applied to them, and the average of those on the way to them. */
  private record Trained(long step, float[] parameters, @Nullable Averaged average) {
    private static Trained of(Checkpoint checkpoint) {
      Long taken = checkpoint.state().averaged();
      float[] average = checkpoint.average();
      return new Trained(
          checkpoint.state().step(),
          checkpoint.parameters(),
          average == null || taken == null || taken == 0 ? null : new Averaged(taken, average));
    }
  }

  /** An average of parameters and how many it is made of. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Averaged(long taken, float[] parameters) {}

  /** Writes the summary and, unless the run was interrupted, the model and the report. */
  RunResult write(TrainingLoop.End end) {
    RunDirectory directory = parts.directory();
    Coordinator coordinator = parts.coordinator();
    boolean interrupted = end == TrainingLoop.End.INTERRUPTED;
    Trained trained = interrupted ? last() : toSave();
    Evaluation validation = interrupted ? null : validation(trained);
    ObjectNode summary =
        new RunSummary(
                end,
                parts,
                trained.step(),
                trained.parameters(),
                figures.trainLoss(),
                validation,
                times)
            .toJson();
    if (!interrupted) {
      writeModel(directory.model(), summary, trained.parameters());
      if (trained.average() != null) {
        summary.set("average", average(trained.average()));
      }
      ReportPage.write(directory, parts.config().name(), summary, metrics);
    }
    times.log();
    directory.storage().replace(directory.summary(), text(summary).getBytes(UTF_8));
    return new RunResult(
        end, coordinator.step(), directory, validation, coordinator.arrays().byName());
  }

  private ModelDirectory.Content content(ObjectNode summary) {
    ModelSpec spec = parts.network().spec();
    return new ModelDirectory.Content(
        Map.of(
            ModelDirectory.MODEL, ModelYaml.write(spec),
            ModelDirectory.PREPROCESSING, parts.data().preprocessing().toJson(),
            ModelDirectory.METRICS, text(summary)),
        ModelDirectory.files(spec));
  }

  private void writeModel(Path path, ObjectNode figures, float[] parameters) {
    ModelDirectory.write(
        parts.directory().storage(), path, content(figures), parts.network().layout(), parameters);
  }

  /** Writes the average beside the model and returns its figures. */
  private ObjectNode average(Averaged average) {
    float[] parameters = average.parameters().clone();
    parts.measureStatistics(parameters);
    ObjectNode figures = JSON.createObjectNode();
    figures.put("taken", average.taken());
    figures.put("parametersSha256", ParameterDigest.sha256(parameters));
    if (parts.validator() != null) {
      figures.set(
          "validation",
          EvaluationJson.of(
              parts.validator().evaluate(parameters),
              OutputLabels.of(parts.network(), parts.data().preprocessing().schema())
                  .classNames()));
    }
    writeModel(parts.directory().averageModel(), figures, parameters);
    return figures;
  }

  private Trained last() {
    Coordinator coordinator = parts.coordinator();
    return Trained.of(coordinator.checkpoint(parts.identity(), 0, null));
  }

  /** The best parameters if early stopping asks for them, else the last. */
  private Trained toSave() {
    EarlyStopping early = parts.config().training().earlyStopping();
    if (early != null && early.restoreBest()) {
      Optional<Checkpoint> best = parts.checkpoints().best(LOG::warn);
      if (best.isPresent()) {
        return Trained.of(best.get());
      }
    }
    return last();
  }

  private @Nullable Evaluation validation(Trained trained) {
    if (parts.validator() == null) {
      return null;
    }
    ValidationReport last = figures.validation();
    boolean same = last != null && last.step() == trained.step() && trained.average() == null;
    return last != null && same
        ? last.evaluation()
        : parts.validator().evaluate(trained.parameters());
  }

  private static String text(JsonNode json) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("figures must be writable as JSON", e);
    }
  }
}
