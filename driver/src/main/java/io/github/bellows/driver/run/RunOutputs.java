package io.github.bellows.driver.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bellows.common.checkpoint.Checkpoint;
import io.github.bellows.common.checkpoint.ModelDirectory;
import io.github.bellows.common.config.EarlyStopping;
import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.metric.Evaluation;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.TorchScript;
import io.github.bellows.driver.coordinator.Coordinator;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.Throughput;
import io.github.bellows.driver.train.TrainingLoop;
import io.github.bellows.driver.train.ValidationReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what a run leaves behind: model, report, summary.
 *
 * @param parts what was trained
 * @param figures last training loss and validation of this process
 * @param throughput how fast it was
 * @param metrics the lines of {@code metrics.jsonl}
 */
record RunOutputs(
    Assembly parts, LastFigures figures, Throughput throughput, List<String> metrics) {
  private static final Logger LOG = LoggerFactory.getLogger(RunOutputs.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Parameters and the updates applied to them. */
  private record Trained(long step, float[] parameters) {}

  /** Writes the summary and, unless the run was interrupted, the model and the report. */
  RunResult write(TrainingLoop.End end) {
    RunDirectory directory = parts.directory();
    Coordinator coordinator = parts.coordinator();
    boolean interrupted = end == TrainingLoop.End.INTERRUPTED;
    Trained trained =
        interrupted
            ? new Trained(coordinator.step(), coordinator.parameters())
            : toSave(coordinator);
    Evaluation validation = interrupted ? null : validation(trained);
    ObjectNode summary =
        new RunSummary(
                end,
                parts,
                trained.step(),
                trained.parameters(),
                figures.trainLoss(),
                validation,
                throughput)
            .toJson();
    if (!interrupted) {
      ModelDirectory.write(
          directory.storage(),
          directory.model(),
          content(summary),
          parts.network().layout(),
          trained.parameters());
      ReportPage.write(directory, parts.config().name(), summary, metrics);
    }
    directory.storage().replace(directory.summary(), text(summary).getBytes(UTF_8));
    return new RunResult(end, coordinator.step(), directory, validation);
  }

  private ModelDirectory.Content content(ObjectNode summary) {
    ModelSpec spec = parts.network().spec();
    TorchScript module = TorchScript.in(spec);
    return new ModelDirectory.Content(
        Map.of(
            ModelDirectory.MODEL, ModelYaml.write(spec),
            ModelDirectory.PREPROCESSING, parts.data().preprocessing().toJson(),
            ModelDirectory.METRICS, text(summary)),
        module == null ? Map.of() : Map.of(ModelDirectory.MODULE, module.file().bytes()));
  }

  /** The best parameters if early stopping asks for them, else the last. */
  private Trained toSave(Coordinator coordinator) {
    EarlyStopping early = parts.config().training().earlyStopping();
    if (early != null && early.restoreBest()) {
      Optional<Checkpoint> best = parts.checkpoints().best(LOG::warn);
      if (best.isPresent()) {
        return new Trained(best.get().state().step(), best.get().parameters());
      }
    }
    return new Trained(coordinator.step(), coordinator.parameters());
  }

  private @Nullable Evaluation validation(Trained trained) {
    if (parts.validator() == null) {
      return null;
    }
    ValidationReport last = figures.validation();
    return last != null && last.step() == trained.step()
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
