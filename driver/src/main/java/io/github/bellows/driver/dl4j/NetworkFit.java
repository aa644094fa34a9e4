package io.github.bellows.driver.dl4j;

import io.github.bellows.common.config.LoadedConfig;
import io.github.bellows.common.data.BlockManifest;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.dl4j.network.TheirNetwork;
import io.github.bellows.driver.dl4j.translation.NativeNetwork;
import io.github.bellows.driver.dl4j.translation.TrainingLimits;
import io.github.bellows.driver.dl4j.translation.Translated;
import io.github.bellows.driver.dl4j.translation.Translation;
import io.github.bellows.driver.dl4j.updater.CarriedState;
import io.github.bellows.driver.dl4j.updater.Method;
import io.github.bellows.driver.dl4j.updater.Rates;
import io.github.bellows.driver.prepare.PreparedData;
import io.github.bellows.driver.run.Beginning;
import io.github.bellows.driver.run.RunDirectories;
import io.github.bellows.driver.run.RunResult;
import io.github.bellows.driver.run.StopSignal;
import io.github.bellows.driver.run.TrainingRun;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.worker.step.StepPlan;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** One pass of a network of theirs over the examples of an RDD. */
final class NetworkFit {
  private static final String TORCH = "torch";

  private final TheirNetwork theirs;
  private final MasterOptions options;
  private final PreparedExamples prepared;
  private final PreparedExamples.Place place;
  private final LoggedOnce warnings;

  NetworkFit(
      TheirNetwork theirs,
      MasterOptions options,
      PreparedExamples prepared,
      PreparedExamples.Place place,
      LoggedOnce warnings) {
    this.theirs = theirs;
    this.options = options;
    this.prepared = prepared;
    this.place = place;
    this.warnings = warnings;
  }

  /**
   * Trains, and leaves parameters, updater state and counts with the network.
   *
   * @return the loss of the last update
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) with all of the network that has no
   *     equal here; or whatever a run throws
   */
  double run(JavaRDD<Examples> rdd, int id, ToldListeners told) {
    ExampleSurvey survey = prepared.survey(id, () -> ExampleSurvey.of(rdd));
    Translated translated = translated(survey);
    Network network = Network.of(translated.spec());
    if (!translated.isNative()) {
      survey.requireLabelsOf(network);
    }
    ParameterLayout layout = network.layout();
    CarriedState state = new CarriedState(theirs, translated, layout);
    Method method = new Method(theirs, translated, layout);
    requireNone(method.problems());
    FitText text = new FitText(translated, method, options, survey, place.root() + "/prepared");
    PreparedData data = data(rdd, id, text);
    TheirNetwork.Counters counters = theirs.counters();
    LoadedConfig loaded =
        text.load(new Rates(counters.iterations(), counters.epochs(), steps(data)));
    Map<String, float[]> arrays = state.taken(options.get(MasterOptions.SAVE_UPDATER));
    RunDirectory directory = directory(loaded);
    RunResult result =
        new TrainingRun(place.spark(), loaded.config(), directory, new StopSignal())
            .goOn(
                List.of(told),
                data,
                new Beginning(counters.iterations(), counters.epochs(), arrays));
    state.leave(result.arrays());
    theirs.count(new TheirNetwork.Counters(Math.toIntExact(result.steps()), counters.epochs()));
    if (options.get(MasterOptions.DIRECTORY).isEmpty()) {
      place.storage().delete(directory.path());
    }
    return told.score();
  }

  private RunDirectory directory(LoadedConfig loaded) {
    String name =
        "fit-"
            + theirs.counters().iterations()
            + "-"
            + UUID.randomUUID().toString().substring(0, 8);
    Path path = new Path(place.root(), name);
    return RunDirectories.create(place.storage(), loaded, path.toString(), Clock.systemUTC());
  }

  /** Returns the network in layers of ours, or natively if it has parts without an equal here. */
  private Translated translated(ExampleSurvey survey) {
    List<String> problems = new ArrayList<>();
    Translated translated = translated(survey, survey.lengths() && !survey.stepwise(), problems);
    if (problems.isEmpty() && Stepwise.needsEnds(translated.spec(), survey)) {
      translated = translated(survey, true, problems);
    }
    if (problems.isEmpty()) {
      problems.addAll(Stepwise.problems(translated.spec(), survey));
    }
    List<String> limits = TrainingLimits.of(theirs, survey.steps());
    if (problems.isEmpty()) {
      requireNone(limits);
      return translated;
    }
    if (options.get(MasterOptions.ENGINE).equals(TORCH)) {
      problems.addAll(limits);
      requireNone(problems);
    }
    NativeNetwork natively =
        new NativeNetwork(
            theirs,
            ExampleRows.asTheyAre(survey.inputs()),
            ExampleRows.asTheyAre(survey.outputs()));
    List<String> hurdles = new ArrayList<>();
    if (survey.lengths() || survey.masks().any()) {
      hurdles.add("the examples: masks and sequences of several lengths are for other networks");
    }
    hurdles.addAll(natively.problems());
    if (!hurdles.isEmpty()) {
      hurdles.addAll(0, problems);
      requireNone(hurdles);
    }
    warnings.warn(
        "computing with Deeplearning4j's own classes on engine dl4j, which is slower: parts of the"
            + " network have no equal in engine torch:\n  "
            + String.join("\n  ", problems));
    return natively.translated();
  }

  private Translated translated(ExampleSurvey survey, boolean ends, List<String> problems) {
    List<Shape> shapes = ExampleRows.shapes(survey);
    List<Boolean> variable = new ArrayList<>();
    shapes.forEach(shape -> variable.add(variable.isEmpty() && ends));
    Translation translation = new Translation(theirs.description(), shapes, variable);
    Translated translated = translation.translate();
    problems.addAll(translation.problems());
    return translated;
  }

  private static void requireNone(List<String> problems) {
    if (!problems.isEmpty()) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "the network",
          "has parts without an equal here:\n  " + String.join("\n  ", problems),
          "Change them, or train with a training master of Deeplearning4j's own");
    }
  }

  private PreparedData data(JavaRDD<Examples> rdd, int id, FitText text) {
    boolean turned = !text.network().isNative();
    ExampleRows rows = new ExampleRows(text.survey(), turned, text.readsEnds());
    SparkSession spark = place.spark();
    LoadedConfig preliminary = text.load(new Rates(0, 0, 1));
    return prepared.of(
        new PreparedExamples.Key(
            id, text.network().spec().inputs() + (turned ? "" : " as they are")),
        () -> spark.createDataFrame(rdd.flatMap(rows), rows.schema()),
        preliminary.config().data(),
        options.get(MasterOptions.SEED),
        place);
  }

  private long steps(PreparedData data) {
    Storage storage = place.storage();
    long samples = BlockManifest.read(storage, data.train()).samples();
    int lanes = options.get(MasterOptions.WORKERS);
    return StepPlan.of(samples, lanes, options.get(MasterOptions.BATCH), 1, 0).totalSteps();
  }
}
