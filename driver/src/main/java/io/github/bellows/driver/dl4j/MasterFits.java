package io.github.bellows.driver.dl4j;

import static io.github.bellows.driver.dl4j.MasterOptions.DIRECTORY;
import static io.github.bellows.driver.dl4j.MasterOptions.WORKERS;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.dl4j.network.TheirNetwork;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;

/**
 * The calls of {@code fit} of one training master, one after the other, and what they leave for
 * each other: prepared examples and the directory they are in.
 */
final class MasterFits {
  private final MasterOptions options;
  private final PreparedExamples prepared = new PreparedExamples();
  private final LoggedOnce warnings = new LoggedOnce();
  private final List<TrainingListener> listeners = new ArrayList<>();
  private @Nullable Path root;

  MasterFits(MasterOptions options) {
    this.options = options;
  }

  /**
   * Trains a network for one epoch and returns the loss of the last update.
   *
   * @param id of the RDD that the user gave; examples of the same are prepared once
   */
  synchronized double fit(
      TheirNetwork theirs, JavaSparkContext context, JavaRDD<Examples> examples, int id) {
    SparkSession spark = SparkSession.builder().config(context.getConf()).getOrCreate();
    Storage storage = new Storage(context.hadoopConfiguration());
    PreparedExamples.Place place = new PreparedExamples.Place(spark, storage, root(context));
    List<TrainingListener> all = new ArrayList<>(listeners);
    all.addAll(theirs.listeners());
    MasterOptions sized =
        options.get(WORKERS) > 0 ? options : options.with(WORKERS, context.defaultParallelism());
    ToldListeners told = new ToldListeners(theirs, all);
    return new NetworkFit(theirs, sized, prepared, place, warnings).run(examples, id, told);
  }

  /** Returns the directory of this master, made once. A temporary one goes when the JVM ends. */
  private Path root(JavaSparkContext context) {
    Path made = root;
    if (made == null) {
      String wanted = options.get(DIRECTORY);
      String parent = wanted.isEmpty() ? System.getProperty("java.io.tmpdir") : wanted;
      Storage storage = new Storage(context.hadoopConfiguration());
      made = storage.qualify(parent + "/bellows-dl4j-" + UUID.randomUUID());
      root = made;
      if (wanted.isEmpty()) {
        deleteOnExit(context, made);
      }
    }
    return made;
  }

  private static void deleteOnExit(JavaSparkContext context, Path path) {
    try {
      FileSystem files = path.getFileSystem(context.hadoopConfiguration());
      // What is not there when it is asked for is not deleted at the end.
      if (!files.mkdirs(path) || !files.deleteOnExit(path)) {
        throw new IOException("the directory cannot be made");
      }
    } catch (IOException e) {
      throw new TrainingException(
          ErrorCode.CANNOT_WRITE,
          path + ": cannot be reached (" + e + "). Call exportDirectory with another directory.",
          e);
    }
  }

  /** Deletes what earlier calls left, so that later ones prepare their examples anew. */
  synchronized void delete(JavaSparkContext context) {
    Path made = root;
    if (made != null) {
      new Storage(context.hadoopConfiguration()).delete(made);
      prepared.clear();
      root = null;
    }
  }

  /** Sets who is told of updates, besides the listeners of the network itself. */
  synchronized void tell(Collection<TrainingListener> others) {
    listeners.clear();
    listeners.addAll(others);
  }
}
