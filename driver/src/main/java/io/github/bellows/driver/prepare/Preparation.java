package io.github.bellows.driver.prepare;

import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.config.LabelConfig;
import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.config.ValidationConfig;
import io.github.bellows.common.data.BlockInfo;
import io.github.bellows.common.data.BlockManifest;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.drawn.DrawnFormat;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.prepare.ColumnPlan.Form;
import io.github.bellows.worker.task.JavaBytes;
import java.math.BigDecimal;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns sources into prepared sets: shuffled, encoded, fingerprinted, and reused when nothing
 * changed.
 *
 * <p>Training samples are shuffled by the run's seed; samples split off for validation are the
 * first ⌊split · n⌋ of that order. All other data is shuffled by one fixed seed, so that validation
 * during training and a later evaluation of the same files read the same samples in the same order.
 */
public final class Preparation {
  private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);
  private static final long EVALUATION_SEED = 0;

  private final SparkSession spark;
  private final Storage storage;
  private final RowSource sources;

  /** Creates a preparation that runs its jobs in a Spark session. */
  public Preparation(SparkSession spark, Storage storage) {
    this(spark, storage, new Sources(spark, storage));
  }

  /** Creates a preparation that gets its rows from elsewhere than the sources themselves. */
  public Preparation(SparkSession spark, Storage storage, RowSource sources) {
    this.spark = spark;
    this.storage = storage;
    this.sources = sources;
  }

  /**
   * Prepares the data of a run.
   *
   * @param seed of the order, and so of what is split off
   * @param preparedRoot directory of all prepared data; may be shared between runs
   * @throws TrainingException if a source is missing, empty or bad, a column is unknown, or the
   *     directory cannot be written; nothing that was there before is changed then
   */
  public PreparedData prepare(DataConfig data, long seed, Path preparedRoot) {
    ValidationConfig validation = data.validation();
    boolean splits = validation != null && validation.split() > 0;
    String name = data.train().name();
    SourceRows rows = sources.read(data.train());
    String fingerprint = Fingerprint.ofTraining(storage, data, rows, seed);
    PreparedDirectory directory = new PreparedDirectory(storage, preparedRoot, fingerprint);
    Outcome outcome = outcome(name, data.train(), rows, directory, splits);
    if (!outcome.reused) {
      guarded(name, () -> writeTraining(data, seed, rows, directory, fingerprint));
    }
    Preprocessing preprocessing = directory.preprocessing();
    SourceConfig own = validation == null ? null : validation.source();
    if (own == null) {
      return new PreparedData(
          directory.main(),
          splits ? directory.heldOut() : null,
          preprocessing,
          outcome.reused,
          name + " " + outcome.reason);
    }
    Evaluated evaluated = evaluation(own, preprocessing, preparedRoot);
    return new PreparedData(
        directory.main(),
        evaluated.set,
        preprocessing,
        outcome.reused && evaluated.outcome.reused,
        "training "
            + name
            + " "
            + outcome.reason
            + "; validation "
            + own.name()
            + " "
            + evaluated.outcome.reason);
  }

  /**
   * Prepares data by the recipe of a model, and returns its set directory. The order of its samples
   * depends on the samples alone.
   *
   * @throws TrainingException as {@link #prepare}, and for a label outside the model's classes
   */
  public Path prepareForEvaluation(
      SourceConfig source, Preprocessing preprocessing, Path preparedRoot) {
    return evaluation(source, preprocessing, preparedRoot).set;
  }

  /** Whether a directory is used as it is, and why or why not. */
  private record Outcome(boolean reused, String reason) {}

  private record Evaluated(Path set, Outcome outcome) {}

  private Evaluated evaluation(SourceConfig source, Preprocessing recipe, Path preparedRoot) {
    SourceRows rows = sources.read(source);
    String fingerprint = Fingerprint.ofEvaluation(storage, source, rows, recipe);
    PreparedDirectory directory = new PreparedDirectory(storage, preparedRoot, fingerprint);
    Outcome outcome = outcome(source.name(), source, rows, directory, false);
    if (!outcome.reused) {
      guarded(source.name(), () -> writeEvaluation(source, recipe, rows, directory, fingerprint));
    }
    return new Evaluated(directory.main(), outcome);
  }

  private Outcome outcome(
      String name,
      SourceConfig source,
      SourceRows rows,
      PreparedDirectory directory,
      boolean splits) {
    Outcome outcome;
    if (!rows.showsChanges() && DrawnFormat.of(source.format()) == null) {
      outcome = new Outcome(false, "prepared, since its changes cannot be seen in files");
    } else if (directory.complete(splits)) {
      outcome = new Outcome(true, "reused, nothing changed since it was prepared");
    } else if (directory.exists()) {
      outcome = new Outcome(false, "prepared anew, the set that was there is incomplete");
    } else {
      outcome = new Outcome(false, "prepared, there was no set of these files and keys");
    }
    LOG.info("{}: {} ({})", name, outcome.reason, Storage.display(directory.main()));
    return outcome;
  }

  private void writeTraining(
      DataConfig data,
      long seed,
      SourceRows unmarked,
      PreparedDirectory directory,
      String fingerprint) {
    String name = data.train().name();
    boolean marked = HeldOutRows.areMarked(data);
    SourceRows rows = marked ? HeldOutRows.mark(unmarked, data, seed) : unmarked;
    ColumnPlan plan = ColumnPlan.of(rows, data);
    Survey survey = survey(name, rows, plan);
    Preprocessing recipe = Recipe.of(data, rows, plan, survey);
    RowEncoder encoder = RowEncoder.labelled(recipe, rows);
    long heldOut = marked ? 0 : heldOut(data.validation(), survey.count());
    String compression = data.blocks().compression();
    ShuffleJob job = new ShuffleJob(spark, rows, encoder, recipe, name);
    FittedRecipe fitted = new FittedRecipe(data, plan, recipe);
    write(
        directory,
        marked || heldOut > 0,
        temporary -> {
          ShuffleJob.Written written =
              job.run(
                  new ShuffleJob.Request(
                      temporary,
                      seed,
                      survey.count(),
                      count -> marked ? 0 : heldOut(data.validation(), count),
                      compression,
                      fitted.learns() ? fitted.statistics() : null));
          ValueStatistics statistics = written.statistics();
          Preprocessing known = statistics == null ? recipe : fitted.completed(statistics);
          Manifests manifests = new Manifests(temporary, fingerprint, known, compression);
          manifest(manifests, PreparedDirectory.MAIN, written.main());
          if (marked || heldOut > 0) {
            manifest(manifests, PreparedDirectory.HELD_OUT, written.heldOut());
          }
          known.write(storage, temporary);
        });
    rows.reportSkipped(name);
  }

  private void writeEvaluation(
      SourceConfig source,
      Preprocessing recipe,
      SourceRows rows,
      PreparedDirectory directory,
      String fingerprint) {
    RowEncoder encoder = RowEncoder.labelled(recipe, rows);
    Survey known = rows.known();
    // Not Dataset.count(), which skips the parsing and so counts rows that an option drops.
    long samples = known != null ? known.count() : rows.rows().toJavaRDD().count();
    requireSamples(source.name(), samples);
    ShuffleJob job = new ShuffleJob(spark, rows, encoder, recipe, source.name());
    write(
        directory,
        false,
        temporary -> {
          ShuffleJob.Written written =
              job.run(
                  new ShuffleJob.Request(temporary, EVALUATION_SEED, samples, n -> 0, null, null));
          Manifests manifests = new Manifests(temporary, fingerprint, recipe, null);
          manifest(manifests, PreparedDirectory.MAIN, written.main());
          recipe.write(storage, temporary);
        });
    rows.reportSkipped(source.name());
  }

  /** Writes something into the temporary directory it is given. */
  @FunctionalInterface
  private interface Body {
    void writeInto(Path temporary);
  }

  private void write(PreparedDirectory directory, boolean withHeldOut, Body body) {
    Path temporary = directory.begin();
    boolean whole = false;
    try {
      body.writeInto(temporary);
      directory.finish(temporary, withHeldOut);
      whole = true;
    } finally {
      if (!whole) {
        discard(temporary);
      }
    }
  }

  /** Removes what an attempt that failed has written, and lets its own error through. */
  private void discard(Path temporary) {
    try {
      storage.delete(temporary);
    } catch (TrainingException e) {
      LOG.warn("left behind: {}", e.getMessage());
    }
  }

  /** What the manifests of one directory have in common. */
  private record Manifests(
      Path directory, String fingerprint, Preprocessing recipe, @Nullable String compression) {}

  private void manifest(Manifests common, String set, List<BlockInfo> blocks) {
    SampleSchema schema = common.recipe.schema();
    new BlockManifest(common.fingerprint, schema, common.compression, blocks)
        .write(storage, new Path(common.directory, set));
  }

  private Survey survey(String name, SourceRows rows, ColumnPlan plan) {
    Survey known = rows.known();
    boolean plain =
        plan.labels().stream().noneMatch(label -> label.kind() == LabelConfig.Kind.VECTOR)
            && plan.features().stream()
                .noneMatch(f -> f.form() == Form.CATEGORY || f.form() == Form.TEXT);
    Survey survey;
    if (known != null && plain) {
      survey = known;
    } else {
      RowCells cells = new RowCells(rows.origin(), rows.rows().schema());
      SurveyTask task = new SurveyTask(plan, cells);
      survey =
          task.merge(
              JavaBytes.read(
                  rows.rows().toJavaRDD().mapPartitions(task).map(JavaBytes::write).collect(),
                  SurveyTask.Part.class));
    }
    requireSamples(name, survey.count());
    return survey;
  }

  private static void requireSamples(String name, long samples) {
    if (samples == 0) {
      throw TrainingException.of(
          ErrorCode.BAD_DATA, name, "has no samples", "Give a source with at least one row");
    }
  }

  /**
   * Returns how many of the training source's samples are split off for validation.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if a split takes none
   */
  public static long heldOut(@Nullable ValidationConfig validation, long samples) {
    double split = validation == null ? 0 : validation.split();
    if (split == 0) {
      return 0;
    }
    long heldOut = BigDecimal.valueOf(split).multiply(BigDecimal.valueOf(samples)).longValue();
    if (heldOut < 1) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "data.validation.split = " + split,
          "leaves no validation sample of " + samples,
          "Raise it, or give more data");
    }
    return heldOut;
  }

  /** Runs a job; whatever Spark makes of a failure, the caller sees one with our message. */
  private static void guarded(String name, Runnable job) {
    try {
      job.run();
    } catch (TrainingException e) {
      throw e;
    } catch (Exception e) {
      throw TaskFailure.translate(name, e);
    }
  }
}
