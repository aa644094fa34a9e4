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
    Translated translated = translated(ExampleRows.shapes(first));
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

  private Translated translated(List<Shape> shapes) {
    List<Boolean> full = shapes.stream().map(shape -> false).toList();
    Translation translation = new Translation(theirs.description(), shapes, full);
    Translated translated = translation.translate();
    requireNone(translation.problems());
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

  private long seed() {
    Long given = options.seed();
    return given == null ? 0 : given;
  }

  private PreparedData data(JavaRDD<Examples> rdd, int id, Examples first, FitText text) {
    ExampleRows rows = new ExampleRows(ExampleRows.shapes(first), first.labels().size());
    SparkSession spark = place.spark();
    LoadedConfig preliminary = text.load(new Rates(0, 0, 1));
    return prepared.of(
        new PreparedExamples.Key(id, text.network().spec().inputs().toString()),
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
