package io.github.bellows.driver.dl4j;

import io.github.bellows.common.checkpoint.Checkpoint;
import io.github.bellows.common.config.LoadedConfig;
import io.github.bellows.common.data.BlockManifest;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.prepare.PreparedData;
import io.github.bellows.driver.run.Beginning;
import io.github.bellows.driver.run.RunDirectories;
import io.github.bellows.driver.run.RunResult;
import io.github.bellows.driver.run.StopSignal;
import io.github.bellows.driver.run.TrainingRun;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.worker.step.StepPlan;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One pass of a network of theirs over the examples of an RDD. */
final class NetworkFit {
  private static final String TORCH = "torch";

  private final TheirNetwork theirs;
  private final MasterOptions options;
  private final PreparedExamples prepared;
  private final PreparedExamples.Place place;

  NetworkFit(
      TheirNetwork theirs,
      MasterOptions options,
      PreparedExamples prepared,
      PreparedExamples.Place place) {
    this.theirs = theirs;
    this.options = options;
    this.prepared = prepared;
    this.place = place;
  }

  /**
   * Trains, and leaves parameters, updater state and counts with the network.
   *
   * @return the loss of the last update
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) with all of the network that has no
   *     equal here; or whatever a run throws
   */
  double run(JavaRDD<Examples> rdd, int id, ToldListeners told) {
    Examples first = first(rdd);
    Translated translated = translated(first);
    Method method = new Method(theirs);
    requireNone(method.problems());
    FitText text = new FitText(translated, method, options, seed(), place.root() + "/prepared");
    PreparedData data = data(rdd, id, first, text);
    TheirNetwork.Counters counters = theirs.counters();
    LoadedConfig loaded =
        text.load(new Rates(counters.iterations(), counters.epochs(), steps(data)));
    Network network = Network.of(translated.spec());
    ParameterLayout layout = network.layout();
    ParameterMap map = ParameterMap.of(translated, layout, theirs);
    UpdaterState state = new UpdaterState(theirs, map);
    Map<String, float[]> arrays = new HashMap<>(state.slots(layout.learned()));
    INDArray parameters = theirs.model().params();
    arrays.put(
        Checkpoint.PARAMETERS,
        map.ours(parameters.castTo(DataType.FLOAT).dup('c').data().asFloat()));
    RunDirectory directory =
        RunDirectories.create(
            place.storage(),
            loaded,
            new Path(place.root(), "fit-" + counters.iterations()).toString(),
            Clock.systemUTC());
    RunResult result =
        new TrainingRun(place.spark(), loaded.config(), directory, new StopSignal())
            .goOn(
                List.of(told),
                data,
                new Beginning(counters.iterations(), counters.epochs(), arrays));
    float[] trained =
        map.theirs(Objects.requireNonNull(result.arrays().get(Checkpoint.PARAMETERS)));
    theirs.model().setParams(Nd4j.createFromArray(trained).reshape(parameters.shape()));
    state.put(result.arrays(), layout.length());
    theirs.count(new TheirNetwork.Counters(Math.toIntExact(result.steps()), counters.epochs()));
    return told.score();
  }

  private static Examples first(JavaRDD<Examples> rdd) {
    List<Examples> first = rdd.take(1);
    if (first.isEmpty()) {
      throw TrainingException.of(
          ErrorCode.BAD_DATA, FitText.SOURCE, "is empty", "Give at least one example");
    }
    return first.get(0);
  }

  /** Returns the network in layers of ours, or natively if it has parts without an equal here. */
  private Translated translated(Examples first) {
    List<Shape> shapes = ExampleRows.shapes(first);
    List<Boolean> full = shapes.stream().map(shape -> false).toList();
    Translation translation = new Translation(theirs.description(), shapes, full);
    Translated translated = translation.translate();
    List<String> problems = translation.problems();
    if (problems.isEmpty()) {
      return translated;
    }
    if (options.engine().equals(TORCH)) {
      requireNone(problems);
    }
    NativeNetwork natively =
        new NativeNetwork(
            theirs,
            ExampleRows.theirShapes(first.features()),
            ExampleRows.theirShapes(first.labels()));
    requireNone(natively.problems());
    prepared.warnOnce(
        "computing with Deeplearning4j's own classes on engine dl4j, which is slower: parts of the"
            + " network have no equal in engine torch:\n  "
            + String.join("\n  ", problems));
    return natively.translated();
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

  private long seed() {
    Long given = options.seed();
    return given == null ? 0 : given;
  }

  private PreparedData data(JavaRDD<Examples> rdd, int id, Examples first, FitText text) {
    boolean turned = !text.network().isNative();
    ExampleRows rows = new ExampleRows(first, turned);
    SparkSession spark = place.spark();
    LoadedConfig preliminary = text.load(new Rates(0, 0, 1));
    return prepared.of(
        new PreparedExamples.Key(
            id, text.network().spec().inputs() + (turned ? "" : " as they are")),
        () -> spark.createDataFrame(rdd.flatMap(rows), rows.schema()),
        preliminary.config().data(),
        seed(),
        place);
  }

  private long steps(PreparedData data) {
    Storage storage = place.storage();
    long samples = BlockManifest.read(storage, data.train()).samples();
    return StepPlan.of(samples, options.workers(), options.batchSizePerWorker(), 1, 0).totalSteps();
  }
}
